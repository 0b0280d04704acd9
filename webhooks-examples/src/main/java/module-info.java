import org.jspecify.annotations.NullMarked;

/** A hub and two receivers, to be read. */
@NullMarked
module io.github.webhooks4j.examples {
    requires static org.jspecify;
    requires java.sql;
    requires jdk.httpserver;
    requires io.github.webhooks4j.engine;
    requires io.github.webhooks4j.http.jdk;
    requires io.github.webhooks4j.okhttp;
    requires io.github.webhooks4j.sqlite;
}
