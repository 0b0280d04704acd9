package io.github.webhooks4j.cli.serve;

import io.github.webhooks4j.cli.store.OpenStore;
import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of a hub, opened in order and closed in the reverse one. */
final class Hub implements AutoCloseable {
    private final HubServer server;
    private final OpenStore store;
    private final OkHttpTransport transport;
    private final WebhookEngine engine;
    private final @Nullable URI console;

    private Hub(
            HubServer server, OpenStore store, OkHttpTransport transport, WebhookEngine engine, @Nullable URI console) {
        this.server = server;
        this.store = store;
        this.transport = transport;
        this.engine = engine;
        this.console = console;
    }

    /** Opens a hub that serves. The port is taken first, so that a wrong one leaves the store alone. */
    static Hub open(HubSettings settings, Supplier<OpenStore> stores) {
        HubServer server = HubServer.bind(settings.address());
        OpenStore store = null;
        boolean open = false;
        try {
            store = stores.get();
            var transport = OkHttpTransport.builder()
                    .addressPolicy(settings.destinations())
                    .build();
            URI callbacks =
                    settings.callbackBase() == null ? server.url(HubHandler.CALLBACKS) : settings.callbackBase();
            WebhookEngine engine = WebhookEngine.builder(store.store(), transport)
                    .callbackBase(callbacks)
                    .start();
            ConsoleMount mount = null;
            URI console = null;
            if (settings.console() != null) {
                URI place = server.url(ConsoleMount.PATH);
                ConsoleGate gate = settings.console().apply(place);
                mount = new ConsoleMount(WebhookConsole.builder(engine, gate).build());
                console = gate instanceof OneTimeLink link ? link.url() : place;
            }
            server.start(new HubHandler(
                    settings.access(), new HubRoutes(engine, Clock.systemUTC()), engine.callbacks(), mount));
            open = true;
            return new Hub(server, store, transport, engine, console);
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

    /** Returns where the console is entered, which may be a secret; empty if there is none. */
    Optional<URI> console() {
        return Optional.ofNullable(console);
    }

    @Override
    public void close() {
        server.close();
        engine.close();
        transport.close();
        store.close();
    }
}
