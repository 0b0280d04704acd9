import org.jspecify.annotations.NullMarked;

/** The store port on SQL: SQLite, embedded. */
@NullMarked
module io.github.webhooks4j.jdbc {
    requires transitive io.github.webhooks4j.core;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.github.webhooks4j.jdbc;
}
