import org.jspecify.annotations.NullMarked;

/** The command line: keys, signatures, one delivery, a receiver, and the work of an operator on a store. */
@NullMarked
module io.github.webhooks4j.cli {
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires jdk.httpserver;
    requires io.github.webhooks4j.engine;
    requires io.github.webhooks4j.okhttp;
    requires io.github.webhooks4j.postgresql;
    requires io.github.webhooks4j.sqlite;
    requires io.github.webhooks4j.storecopy;
    requires org.postgresql.jdbc;

    opens io.github.webhooks4j.cli to
            info.picocli;
    opens io.github.webhooks4j.cli.listen to
            info.picocli;
    opens io.github.webhooks4j.cli.signing to
            info.picocli;
    opens io.github.webhooks4j.cli.store to
            info.picocli;
}
