import org.jspecify.annotations.NullMarked;

/** What stores on SQL databases have in common, and the inbox of receivers; without any driver. */
@NullMarked
@SuppressWarnings("module") // the modules that the internal packages are exported to are built later
module io.github.webhooks4j.jdbc {
    requires transitive io.github.webhooks4j.core;
    requires java.sql;
    requires org.slf4j;

    exports io.github.webhooks4j.jdbc;

    // Settings are stored as records that data binding reads and writes.
    opens io.github.webhooks4j.jdbc.internal.row to
            com.fasterxml.jackson.databind;

    exports io.github.webhooks4j.jdbc.internal.commit to
            io.github.webhooks4j.postgresql,
            io.github.webhooks4j.sqlite,
            io.github.webhooks4j.storecopy;
    exports io.github.webhooks4j.jdbc.internal.crypto to
            io.github.webhooks4j.postgresql,
            io.github.webhooks4j.sqlite,
            io.github.webhooks4j.storecopy;
    exports io.github.webhooks4j.jdbc.internal.history to
            io.github.webhooks4j.postgresql,
            io.github.webhooks4j.sqlite;
    exports io.github.webhooks4j.jdbc.internal.queue to
            io.github.webhooks4j.postgresql,
            io.github.webhooks4j.sqlite,
            io.github.webhooks4j.storecopy;
    exports io.github.webhooks4j.jdbc.internal.row to
            io.github.webhooks4j.postgresql,
            io.github.webhooks4j.sqlite,
            io.github.webhooks4j.storecopy;
    exports io.github.webhooks4j.jdbc.internal.schema to
            io.github.webhooks4j.postgresql,
            io.github.webhooks4j.sqlite;
    exports io.github.webhooks4j.jdbc.internal.sql to
            io.github.webhooks4j.postgresql,
            io.github.webhooks4j.sqlite,
            io.github.webhooks4j.storecopy;
}
