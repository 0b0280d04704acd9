package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryId;

/**
 * Names one claim of one delivery, so that a late result of an earlier claim is distinguished from one of the present claim.
 *
 * @param delivery the delivery
 * @param resumes how often its chain had been resumed
 * @param fence the claim's number
 */
public record DueKey(DeliveryId delivery, int resumes, int fence) {
    public DueKey {
        requireNonNull(delivery, "delivery");
    }
}
