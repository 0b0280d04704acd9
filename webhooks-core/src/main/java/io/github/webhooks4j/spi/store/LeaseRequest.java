package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A node that claims deliveries, and for how long it gets them unless it renews.
 *
 * @param node the node
 * @param duration how long a lease of it lasts, at least 1 ms
 */
public record LeaseRequest(NodeId node, Duration duration) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if the term is less than 1 ms
     */
    public LeaseRequest {
        requireNonNull(node, "node");
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException("the term of a lease must be at least PT0.001S, was " + duration);
        }
    }

    /** Returns the lease that it gets now. */
    public Lease lease(Instant now) {
        return new Lease(node, now.plus(duration));
    }
}
