package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.webhook.WebhookId;

/**
 * Names a lane: all deliveries to one destination of one webhook, at any step. A destination whose URL is changed
 * becomes another one.
 *
 * @param webhook the webhook
 * @param destination the destination's number within it
 */
public record LaneKey(WebhookId webhook, int destination) {
    public LaneKey {
        requireNonNull(webhook, "webhook");
    }

    @Override
    public String toString() {
        return webhook + "/" + destination;
    }
}
