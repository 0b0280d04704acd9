import org.jspecify.annotations.NullMarked;

/** The command line: a hub to try, keys, signatures, one delivery, a receiver, and the work of an operator on a store. */
@NullMarked
module io.github.webhooks4j.cli {
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.zaxxer.hikari;
    requires info.picocli;
    requires java.net.http;
    requires jdk.httpserver;
    requires org.eclipse.jetty.server;
    requires org.slf4j;
    requires io.github.webhooks4j.console;
    requires io.github.webhooks4j.engine;
    requires io.github.webhooks4j.http.jdk;
    requires io.github.webhooks4j.okhttp;
    requires io.github.webhooks4j.postgresql;
    requires io.github.webhooks4j.sqlite;
    requires io.github.webhooks4j.storecopy;
    requires org.postgresql.jdbc;

    opens io.github.webhooks4j.cli to
            info.picocli;
    opens io.github.webhooks4j.cli.demo to
            info.picocli;
    opens io.github.webhooks4j.cli.catalog to
            info.picocli;
    opens io.github.webhooks4j.cli.io to
            info.picocli;
    opens io.github.webhooks4j.cli.listen to
            info.picocli;
    opens io.github.webhooks4j.cli.project to
            info.picocli;
    opens io.github.webhooks4j.cli.serve to
            info.picocli;
    opens io.github.webhooks4j.cli.signing to
            info.picocli;
    opens io.github.webhooks4j.cli.store to
            info.picocli;
}
