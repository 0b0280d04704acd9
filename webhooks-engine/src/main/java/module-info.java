import org.jspecify.annotations.NullMarked;

/** The sender at run time. Begin with {@link io.github.webhooks4j.engine.WebhookEngine}. */
@NullMarked
module io.github.webhooks4j.engine {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.core;
    requires org.slf4j;

    exports io.github.webhooks4j.engine;
    exports io.github.webhooks4j.engine.callback;
    exports io.github.webhooks4j.engine.health;
    exports io.github.webhooks4j.engine.history;
    exports io.github.webhooks4j.engine.lifecycle;
    exports io.github.webhooks4j.engine.listener;
    exports io.github.webhooks4j.engine.webhook;
}
