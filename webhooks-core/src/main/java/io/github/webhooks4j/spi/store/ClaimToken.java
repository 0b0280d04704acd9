package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryId;

/**
 * Names one claim of one delivery, so that a late result of an earlier claim is distinguished from one of the present claim.
 *
 * @param delivery the delivery
 * @param resumeCount how often its chain had been resumed
 * @param fencingToken the claim's number
 */
public record ClaimToken(DeliveryId delivery, int resumeCount, int fencingToken) {
    public ClaimToken {
        requireNonNull(delivery, "delivery");
    }
}
