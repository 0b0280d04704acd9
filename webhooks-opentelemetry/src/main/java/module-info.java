import org.jspecify.annotations.NullMarked;

/** Traces by the API of OpenTelemetry: {@link io.github.webhooks4j.opentelemetry.WebhookTracing}. */
// OpenTelemetry has no module descriptors, only names in its manifests.
@SuppressWarnings({"requires-transitive-automatic", "requires-automatic"})
@NullMarked
module io.github.webhooks4j.opentelemetry {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.core;
    requires transitive io.opentelemetry.api;
    requires io.opentelemetry.context;

    exports io.github.webhooks4j.opentelemetry;
}
