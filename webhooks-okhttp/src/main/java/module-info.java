import org.jspecify.annotations.NullMarked;

/**
 * The transport port on OkHttp: delivers payloads and sends callbacks, and judges every address before it is dialled.
 */
@NullMarked
module io.github.webhooks4j.okhttp {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.core;
    requires transitive io.github.webhooks4j.transport;
    requires okhttp3;
    requires okio;
    requires org.slf4j;

    exports io.github.webhooks4j.okhttp;
}
