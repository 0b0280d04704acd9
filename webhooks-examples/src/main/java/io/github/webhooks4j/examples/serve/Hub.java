package io.github.webhooks4j.examples.serve;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.transport.AddressPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The parts of a hub, opened in order and closed in the reverse one. */
final class Hub implements AutoCloseable {
    private final HubServer server;
    private final Store store;
    private final OkHttpTransport transport;
    private final WebhookEngine engine;

    private Hub(HubServer server, Store store, OkHttpTransport transport, WebhookEngine engine) {
        this.server = server;
        this.store = store;
        this.transport = transport;
        this.engine = engine;
    }

    /** Opens a hub that serves. The port is taken first, so that a wrong one leaves the store alone. */
    static Hub open(int port, Path file, AddressPolicy policy, @Nullable URI callbackBase, AccessRules access) {
        HubServer server = HubServer.bind(port);
        Store store = null;
        boolean open = false;
        try {
            store = SqliteStore.open(file);
            var transport = OkHttpTransport.builder().addressPolicy(policy).build();
            WebhookEngine engine = WebhookEngine.builder(store, transport)
                    .callbackBase(callbackBase == null ? server.url(HubHandler.CALLBACKS) : callbackBase)
                    .start();
            server.start(new HubHandler(access, new HubRoutes(engine, Clock.systemUTC()), engine.callbacks()));
            open = true;
            return new Hub(server, store, transport, engine);
        } finally {
            if (!open) {
                server.close();
                if (store != null) {
                    store.close();
                }
            }
        }
    }

    URI url() {
        return server.url("");
    }

    @Override
    public void close() {
        server.close();
        engine.close();
        transport.close();
        store.close();
    }
}
