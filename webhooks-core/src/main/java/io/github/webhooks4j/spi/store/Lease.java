package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The right of one node to work on a delivery. It ends by itself unless it is renewed, so that the work of a dead node falls to
 * the others.
 *
 * @param holder the node
 * @param until from when on others may claim the delivery
 */
public record Lease(NodeId holder, Instant until) {
    public Lease {
        requireNonNull(holder, "holder");
        requireNonNull(until, "until");
    }
}
