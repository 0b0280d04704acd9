package io.github.webhooks4j.corepath;

import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.postgresql.PostgresStore;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Publishes one event, and delivers until its standard input ends. */
public final class PlainApplication {

    private PlainApplication() {}

    /**
     * Runs the application.
     *
     * @param args the file of the store, and the URL of the receiver on loopback
     */
    public static void main(String[] args) throws IOException {
        try (var store = SqliteStore.open(Path.of(args[0]));
                var transport = OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.allowLoopback())
                        .build();
                var engine = WebhookEngine.builder(store, transport).start()) {
            engine.webhooks()
                    .create(WebhookDraft.builder("Plain", "shop/orders", List.of(args[1]))
                            .build());
            engine.publish(Event.builder("order.paid")
                    .topic("shop/orders")
                    .id("order-1-paid")
                    .body(Map.of("order", 1))
                    .build());
            System.out.println(PostgresStore.class.getSimpleName() + " could be the store too");
            while (System.in.read() >= 0) {
                // Delivers in threads of its own.
            }
        }
    }
}
