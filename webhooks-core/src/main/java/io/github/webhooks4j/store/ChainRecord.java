package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A chain as a store keeps it.
 *
 * @param chain the chain
 * @param webhook its webhook
 * @param revision the revision of the webhook's settings that it runs by
 * @param event the event that started it
 * @param startedAt when it started
 * @param finishedAt when it became complete, interrupted or cancelled; null while unfinished
 * @param due its unfinished delivery; there is one exactly while the chain is delivering
 */
public record ChainRecord(
        Chain chain,
        WebhookId webhook,
        int revision,
        EventId event,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Due due) {
    public ChainRecord {
        requireNonNull(chain, "chain");
        requireNonNull(webhook, "webhook");
        requireNonNull(event, "event");
        requireNonNull(startedAt, "startedAt");
    }
}
