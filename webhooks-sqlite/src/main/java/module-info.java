import org.jspecify.annotations.NullMarked;

/** The store in one SQLite file. */
@NullMarked
module io.github.webhooks4j.sqlite {
    requires transitive io.github.webhooks4j.jdbc;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.github.webhooks4j.sqlite;
}
