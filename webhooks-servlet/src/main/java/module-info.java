import org.jspecify.annotations.NullMarked;

/**
 * The callback endpoint and the console as servlets, and a filter for receivers: {@link
 * io.github.webhooks4j.servlet.CallbackServlet}, {@link
 * io.github.webhooks4j.servlet.ConsoleServlet}, {@link io.github.webhooks4j.servlet.VerifiedDeliveryFilter}.
 */
@NullMarked
module io.github.webhooks4j.servlet {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.engine;
    requires static transitive io.github.webhooks4j.console;
    requires static transitive jakarta.servlet;
    requires org.slf4j;

    exports io.github.webhooks4j.servlet;
}
