package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.spi.store.ClaimedDelivery;
import java.time.Instant;
import java.util.List;

/**
 * The first deliveries of chains that are about to be created, held in memory: room in their lanes is reserved, and
 * this node has claimed them as soon as the chains are durable. Immutable.
 *
 * @param at when they were prepared, which is when their leases begin
 * @param deliveries in the order of their chains in the mutation; a chain without one is unclaimed
 */
public record PreparedDeliveries(Instant at, List<ClaimedDelivery> deliveries) {
    /** Nothing is held. */
    public static final PreparedDeliveries NONE = new PreparedDeliveries(Instant.MIN, List.of());

    public PreparedDeliveries {
        deliveries = List.copyOf(deliveries);
    }
}
