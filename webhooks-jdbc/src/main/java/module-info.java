import org.jspecify.annotations.NullMarked;

/** The store port on SQL: SQLite embedded, PostgreSQL for several nodes. */
@NullMarked
module io.github.webhooks4j.jdbc {
    requires transitive io.github.webhooks4j.core;
    requires java.sql;
    requires org.slf4j;
    // Hosts that use SQLite need not ship the driver of PostgreSQL; the others bring it with their data source.
    requires static org.postgresql.jdbc;
    requires org.xerial.sqlitejdbc;

    exports io.github.webhooks4j.jdbc;

    // Settings are stored as records that data binding reads and writes.
    opens io.github.webhooks4j.jdbc to
            com.fasterxml.jackson.databind;
}
