package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.sqlite.SqliteStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import java.nio.file.Path;
import java.util.List;

/** A store file with one complete chain, one that is interrupted, and a webhook that none of the events went to. */
final class SampleStore {
    private static final String URL = "https://ci.example/hook";

    final Path file;
    final WebhookId webhook;
    final ChainId complete;
    final ChainId interrupted;

    SampleStore(Path directory, EncryptionKey... keys) {
        file = directory.resolve("hub.db");
        var clock = new ManualClock(CommandRun.NOW.minusSeconds(60));
        var transport = new ScriptedTransport();
        transport.on(URL).respond(200).respond(500);
        try (SqliteStore store = SqliteStore.open(file, List.of(keys));
                ManualEngine manual = ManualEngine.start(
                        WebhookEngine.builder(store, transport).clock(clock), clock::set)) {
            WebhookEngine engine = manual.engine();
            webhook = engine.webhooks()
                    .create(WebhookDraft.builder("CI", "acme/app", List.of(URL))
                            .retrySchedule(RetrySchedule.of())
                            .build())
                    .id();
            engine.webhooks()
                    .create(WebhookDraft.builder("Paid", "acme/app", List.of(URL))
                            .types(List.of("order.paid"))
                            .build());
            complete = publish(manual, "e-1");
            interrupted = publish(manual, "e-2");
        }
    }

    private static ChainId publish(ManualEngine manual, String id) {
        Event event = Event.builder("order.placed")
                .id(id)
                .topic("acme/app")
                .body("{\"order\":1}")
                .build();
        ChainId chain = manual.engine().publish(event).chains().get(0);
        manual.runUntilIdle();
        return chain;
    }
}
