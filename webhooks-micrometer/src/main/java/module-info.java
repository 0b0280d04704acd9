import org.jspecify.annotations.NullMarked;

/** The meters of an engine in a registry of Micrometer: {@link io.github.webhooks4j.micrometer.WebhookMeters}. */
// Micrometer has no module descriptor, only a name in its manifest.
@SuppressWarnings("requires-transitive-automatic")
@NullMarked
module io.github.webhooks4j.micrometer {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.engine;
    requires transitive micrometer.core;

    exports io.github.webhooks4j.micrometer;
}
