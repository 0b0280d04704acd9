package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Webhooks that are written into a store by its own port, before an engine runs on it. */
public final class StoredWebhooks {
    private static final Clock CLOCK = Clock.systemUTC();

    private StoredWebhooks() {}

    /** Adds webhooks of one topic to a store, one in each transaction. */
    public static void add(Store store, int webhooks, Topic topic, URI destination) {
        for (int number = 0; number < webhooks; number++) {
            add(store, new WebhookId("wh_stored_%06d".formatted(number)), topic, destination);
        }
    }

    /** Adds a webhook to a store. */
    static Webhook add(Store store, WebhookId id, Topic topic, URI destination) {
        var settings = new WebhookSettings(
                id.value(),
                EventFilter.of(topic.name()),
                List.of(new Destination(destination.toString(), null)),
                false,
                List.of(),
                RetrySchedule.ofDefaults(),
                Duration.ofHours(24),
                false);
        var webhook = new Webhook(
                id,
                1,
                settings,
                List.of(new SigningSecret(WebhookSecret.generate(), null)),
                WebhookStatus.ENABLED,
                CLOCK.instant());
        store.forNode(CLOCK).save(webhook, 0);
        return webhook;
    }
}
