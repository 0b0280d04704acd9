import org.jspecify.annotations.NullMarked;

/** A hub with its receivers, end to end: to be tried and to be read. */
@NullMarked
module io.github.webhooks4j.examples {
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires jdk.httpserver;
    requires org.eclipse.jetty.server;
    requires org.slf4j;
    requires io.github.webhooks4j.engine;
    requires io.github.webhooks4j.http.jdk;
    requires io.github.webhooks4j.okhttp;
    requires io.github.webhooks4j.sqlite;

    opens io.github.webhooks4j.examples to
            info.picocli;
    opens io.github.webhooks4j.examples.demo to
            info.picocli;
    opens io.github.webhooks4j.examples.serve to
            info.picocli;
}
