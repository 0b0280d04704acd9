import org.jspecify.annotations.NullMarked;

/** The callback endpoint in the JDK's own HTTP server: {@link io.github.webhooks4j.http.jdk.CallbackHttpHandler}. */
@NullMarked
module io.github.webhooks4j.http.jdk {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.engine;
    requires transitive jdk.httpserver;

    exports io.github.webhooks4j.http.jdk;
}
