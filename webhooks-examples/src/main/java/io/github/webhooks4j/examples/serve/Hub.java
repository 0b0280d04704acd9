package io.github.webhooks4j.examples.serve;

import com.sun.net.httpserver.HttpHandler;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.callback.CallbackHttpHandler;
import io.github.webhooks4j.examples.LoopbackServer;
import io.github.webhooks4j.jdbc.SqliteStore;
import io.github.webhooks4j.okhttp.AddressPolicy;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a hub, opened in order and closed in the reverse one. */
final class Hub implements AutoCloseable {
    private static final String CALLBACKS = "/callbacks";

    private final LoopbackServer server;
    private final Store store;
    private final OkHttpTransport transport;
    private final WebhookEngine engine;

    private Hub(LoopbackServer server, Store store, OkHttpTransport transport, WebhookEngine engine) {
        this.server = server;
        this.store = store;
        this.transport = transport;
        this.engine = engine;
    }

    /** Opens a hub that serves. The port is taken first, so that a wrong one leaves the store alone. */
    static Hub open(int port, Path file, AddressPolicy policy, @Nullable URI callbackBase, AccessRules access) {
        LoopbackServer server = LoopbackServer.bind(port);
        Store store = null;
        boolean open = false;
        try {
            store = SqliteStore.open(file);
            var transport = OkHttpTransport.builder().addressPolicy(policy).build();
            WebhookEngine engine = WebhookEngine.builder(store, transport)
                    .callbackBase(callbackBase == null ? server.url(CALLBACKS) : callbackBase)
                    .start();
            server.serve("/", new HubHandler(access, new HubRoutes(engine, Clock.systemUTC())));
            server.serve(CALLBACKS + "/", guarded(access, new CallbackHttpHandler(engine.callbacks())));
            server.start();
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

    /** Callbacks come from anywhere and as any content type, but to no host that is not this hub's. */
    private static HttpHandler guarded(AccessRules access, HttpHandler callbacks) {
        return exchange -> {
            Optional<HubResponse> refused = access.refuseHost(exchange.getRequestHeaders());
            if (refused.isEmpty()) {
                callbacks.handle(exchange);
                return;
            }
            try (exchange) {
                refused.get().send(exchange);
            }
        };
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
