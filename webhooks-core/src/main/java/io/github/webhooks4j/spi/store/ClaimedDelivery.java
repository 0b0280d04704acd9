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
 * @param run the run of its step, as {@link io.github.webhooks4j.chain.Chain#run} counts it
 */
public record ClaimedDelivery(
        ClaimToken key, NextAttempt next, LaneKey lane, int revision, EventContent event, int run) {
    /** Creates a delivery in the first run of its step. */
    public ClaimedDelivery(ClaimToken key, NextAttempt next, LaneKey lane, int revision, EventContent event) {
        this(key, next, lane, revision, event, 0);
    }

    public ClaimedDelivery {
        requireNonNull(key, "key");
        requireNonNull(next, "next");
        requireNonNull(lane, "lane");
        requireNonNull(event, "event");
    }

    /** Returns the value of its {@code webhook-id}. */
    public String webhookId() {
        return key.delivery().webhookId(run);
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
