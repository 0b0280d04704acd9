package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;
import java.time.Instant;

/** Thrown when a delivery is to be repeated earlier than its destination requested. Nothing was changed. */
public final class RetryAfterException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String delivery;
    private final Instant until;

    /**
     * Creates an exception.
     *
     * @param until until when the destination requested to wait
     */
    public RetryAfterException(DeliveryId delivery, Instant until) {
        super(
                Category.CONFLICT,
                "delivery " + delivery + " must wait until " + requireNonNull(until, "until")
                        + ", as its destination requested (Retry-After); wait, or ignore that request");
        this.delivery = delivery.webhookId();
        this.until = until;
    }

    /** Returns the delivery. */
    public DeliveryId delivery() {
        return DeliveryId.parse(delivery).orElseThrow();
    }

    /** Returns until when the destination requested to wait. */
    public Instant until() {
        return until;
    }
}
