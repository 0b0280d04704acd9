package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.webhook.WebhookId;

/**
 * A delivery that a node has claimed, with everything that the next attempt needs.
 *
 * @param key the claim
 * @param next the next attempt
 * @param lane the lane that it belongs to
 * @param revision the revision of the webhook's settings with which its chain runs
 * @param event what it delivers
 */
public record ClaimedDelivery(ClaimToken key, NextAttempt next, LaneKey lane, int revision, EventContent event) {
    public ClaimedDelivery {
        requireNonNull(key, "key");
        requireNonNull(next, "next");
        requireNonNull(lane, "lane");
        requireNonNull(event, "event");
    }

    /** Returns the next attempt's number, from 1. */
    public int attempt() {
        return next.number();
    }

    /** Returns its webhook. */
    public WebhookId webhook() {
        return lane.webhook();
    }
}
