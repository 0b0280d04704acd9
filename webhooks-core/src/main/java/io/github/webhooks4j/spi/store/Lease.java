package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The permission of one node to work on a delivery. It ends by itself unless it is renewed, so that other nodes take
 * over the deliveries of a dead node.
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
