package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A node that claims deliveries, and for how long it gets them unless it renews.
 *
 * @param node the node
 * @param term how long a lease of it lasts, at least 1 ms
 */
public record Claimant(NodeId node, Duration term) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if the term is less than 1 ms
     */
    public Claimant {
        requireNonNull(node, "node");
        if (term.toMillis() < 1) {
            throw new IllegalArgumentException("the term of a lease must be at least PT0.001S, was " + term);
        }
    }

    /** Returns the lease that it gets now. */
    public Lease lease(Instant now) {
        return new Lease(node, now.plus(term));
    }
}
