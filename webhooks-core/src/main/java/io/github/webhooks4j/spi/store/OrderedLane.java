package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.webhook.WebhookId;

/**
 * Names the deliveries at one step of a webhook's chains whose events have the same ordering key: one of them at a time
 * may be attempted, the others wait for their turn. The step counts, not its destination: when it gets another URL, the
 * chains that run by former settings move there at the same step, and must stay before those that are published later.
 *
 * @param webhook the webhook
 * @param step the step, from 0
 * @param key the ordering key
 */
public record OrderedLane(WebhookId webhook, int step, OrderingKey key) {
    public OrderedLane {
        requireNonNull(webhook, "webhook");
        requireNonNull(key, "key");
    }
}
