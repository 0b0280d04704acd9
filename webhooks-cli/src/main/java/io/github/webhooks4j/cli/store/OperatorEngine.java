package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spi.store.Store;
import java.time.Duration;

/** An engine for a command that acts: it delivers nothing and prunes nothing. */
final class OperatorEngine implements AutoCloseable {
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);

    private final Store store;
    private final OkHttpTransport transport;
    private final WebhookEngine engine;

    private OperatorEngine(Store store, OkHttpTransport transport, WebhookEngine engine) {
        this.store = store;
        this.transport = transport;
        this.engine = engine;
    }

    static OperatorEngine open(StoreOptions options) {
        Store store = options.open(false);
        OkHttpTransport transport = OkHttpTransport.builder().build();
        boolean open = false;
        try {
            WebhookEngine engine = WebhookEngine.builder(store, transport)
                    .name("webhooks-cli")
                    .clock(options.clock())
                    // How long history stays is the application's to decide.
                    .retention(LONGEST_RETENTION)
                    .build();
            open = true;
            return new OperatorEngine(store, transport, engine);
        } finally {
            if (!open) {
                transport.close();
                store.close();
            }
        }
    }

    WebhookEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
        transport.close();
        store.close();
    }
}
