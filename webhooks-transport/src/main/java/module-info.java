import org.jspecify.annotations.NullMarked;

/** What the transports over HTTP have in common: which addresses are dialled, how names are resolved, why exchanges fail. */
@NullMarked
@SuppressWarnings("module") // the modules that the internal packages are exported to are built later
module io.github.webhooks4j.transport {
    requires static transitive org.jspecify;
    requires transitive io.github.webhooks4j.core;
    requires okhttp3;
    requires org.slf4j;

    exports io.github.webhooks4j.transport;
    exports io.github.webhooks4j.transport.builder;
    exports io.github.webhooks4j.transport.internal.address to
            io.github.webhooks4j.netty,
            io.github.webhooks4j.okhttp;
    exports io.github.webhooks4j.transport.internal.dns to
            io.github.webhooks4j.netty,
            io.github.webhooks4j.okhttp;
    exports io.github.webhooks4j.transport.internal.egress to
            io.github.webhooks4j.netty,
            io.github.webhooks4j.okhttp;
    exports io.github.webhooks4j.transport.internal.exchange to
            io.github.webhooks4j.netty,
            io.github.webhooks4j.okhttp;
    exports io.github.webhooks4j.transport.internal.profile to
            io.github.webhooks4j.netty,
            io.github.webhooks4j.okhttp;
    exports io.github.webhooks4j.transport.internal.settings to
            io.github.webhooks4j.netty,
            io.github.webhooks4j.okhttp;
    exports io.github.webhooks4j.transport.internal.tls to
            io.github.webhooks4j.netty,
            io.github.webhooks4j.okhttp;
}
