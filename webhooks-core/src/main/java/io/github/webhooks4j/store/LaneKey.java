package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.webhook.WebhookId;

/**
 * Names a lane: all deliveries to one destination of one webhook.
 *
 * @param webhook the webhook
 * @param step the destination's place in it, from 0
 */
public record LaneKey(WebhookId webhook, int step) {
    public LaneKey {
        requireNonNull(webhook, "webhook");
    }

    @Override
    public String toString() {
        return webhook + "/" + step;
    }
}
