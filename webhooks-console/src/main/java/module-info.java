import org.jspecify.annotations.NullMarked;

/** Pages for operators and customers. Begin with {@link io.github.webhooks4j.console.WebhookConsole}. */
@NullMarked
module io.github.webhooks4j.console {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.engine;
    requires transitive jdk.httpserver;
    requires gg.jte.runtime;
    requires org.slf4j;
    // What jte generates is marked with an annotation of this module.
    requires static java.compiler;

    exports io.github.webhooks4j.console;
    exports io.github.webhooks4j.console.access;
    exports io.github.webhooks4j.console.display;
    exports io.github.webhooks4j.console.exchange;
    exports io.github.webhooks4j.console.portal;
}
