package io.github.webhooks4j.spi.transport;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.webhook.WebhookId;

/**
 * The attempt that a request belongs to, for tracing and metrics. A transport sends nothing of it. Immutable.
 *
 * @param webhook the webhook that is delivered to
 * @param delivery the delivery, one step of a chain
 * @param number the number of the attempt, from 1
 * @param eventType the type of the event that is delivered
 * @param attributes what the application attached to the event, for example a trace context
 * @param test whether it is the attempt of a test
 */
public record AttemptInfo(
        WebhookId webhook,
        DeliveryId delivery,
        int number,
        String eventType,
        EventAttributes attributes,
        boolean test) {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public AttemptInfo {
        requireNonNull(webhook, "webhook");
        requireNonNull(delivery, "delivery");
        requireNonNull(eventType, "eventType");
        requireNonNull(attributes, "attributes");
        if (number < 1) {
            throw new IllegalArgumentException("attempts count from 1, was " + number);
        }
    }

    /** Creates the attempt of an event without attributes that is no test. */
    public AttemptInfo(WebhookId webhook, DeliveryId delivery, int number, String eventType) {
        this(webhook, delivery, number, eventType, EventAttributes.NONE, false);
    }
}
