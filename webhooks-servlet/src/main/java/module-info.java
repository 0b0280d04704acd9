import org.jspecify.annotations.NullMarked;

/** The callback endpoint as a servlet: {@link io.github.webhooks4j.servlet.CallbackServlet}. */
@NullMarked
module io.github.webhooks4j.servlet {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.engine;
    requires static transitive jakarta.servlet;

    exports io.github.webhooks4j.servlet;
}
