package io.github.webhooks4j.spi.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.webhook.WebhookId;

/**
 * The attempt that a request belongs to, for tracing and metrics. A transport sends nothing of it. Immutable.
 *
 * @param webhook the webhook that is delivered to
 * @param delivery the delivery, one step of a chain
 * @param number the number of the attempt, from 1
 * @param eventType the type of the event that is delivered
 */
public record AttemptInfo(WebhookId webhook, DeliveryId delivery, int number, String eventType) {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public AttemptInfo {
        requireNonNull(webhook, "webhook");
        requireNonNull(delivery, "delivery");
        requireNonNull(eventType, "eventType");
        if (number < 1) {
            throw new IllegalArgumentException("attempts count from 1, was " + number);
        }
    }
}
