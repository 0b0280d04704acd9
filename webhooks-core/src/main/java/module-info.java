import org.jspecify.annotations.NullMarked;

/**
 * The model of durable webhooks: payloads, callbacks, chains, signatures and delivery rules as pure code, and the two
 * ports, {@code transport} and {@code store}, through which an engine acts on the world. Nothing in here reads a clock,
 * starts a thread or performs I/O.
 */
@NullMarked
@SuppressWarnings("module") // the modules that hmac and json are exported to are built later
module io.github.webhooks4j.core {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires transitive java.sql;

    exports io.github.webhooks4j;
    exports io.github.webhooks4j.handshake;
    exports io.github.webhooks4j.bulk;
    exports io.github.webhooks4j.callback;
    exports io.github.webhooks4j.catalog;
    exports io.github.webhooks4j.chain;
    exports io.github.webhooks4j.delivery;
    exports io.github.webhooks4j.event;
    exports io.github.webhooks4j.history;
    exports io.github.webhooks4j.openapi;
    exports io.github.webhooks4j.payload;
    exports io.github.webhooks4j.publish;
    exports io.github.webhooks4j.receiver;
    exports io.github.webhooks4j.signature;
    exports io.github.webhooks4j.stats;
    exports io.github.webhooks4j.spi.store;
    exports io.github.webhooks4j.spi.store.work;
    exports io.github.webhooks4j.spi.transport;
    exports io.github.webhooks4j.webhook;
    exports io.github.webhooks4j.internal.hmac to
            io.github.webhooks4j.console,
            io.github.webhooks4j.engine,
            io.github.webhooks4j.jdbc;
    exports io.github.webhooks4j.internal.json to
            io.github.webhooks4j.engine,
            io.github.webhooks4j.jdbc,
            io.github.webhooks4j.sqlite;
    exports io.github.webhooks4j.internal.request to
            io.github.webhooks4j.engine;
    exports io.github.webhooks4j.internal.text to
            io.github.webhooks4j.engine;
}
