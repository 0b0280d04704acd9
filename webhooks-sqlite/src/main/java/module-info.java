import org.jspecify.annotations.NullMarked;

/** The store in one SQLite file. */
@NullMarked
@SuppressWarnings("module") // the module that copies stores is built later
module io.github.webhooks4j.sqlite {
    requires transitive io.github.webhooks4j.jdbc;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.github.webhooks4j.sqlite;
    exports io.github.webhooks4j.sqlite.internal to
            io.github.webhooks4j.storecopy;
}
