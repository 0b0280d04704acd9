package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.StoredChain;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a store has of the ordering keys that mutations {@linkplain Needs.Turns need}, as read after these keys were
 * locked. The collections are not copied: the store must not change them afterwards.
 *
 * @param sequences the last turn of each published key; a key without one has had none
 * @param listed those of the published keys of which events have chains that are still to be created
 * @param lanes the chains whose deliveries are in the ordered lanes, in any order; of those that wait only the first by
 *     their turns. They count in place of the same chains in {@link Snapshot#chains}, which were read before the keys
 *     were locked: another transaction may have given one its turn in the meantime
 */
public record OrderState(
        Map<OrderingKey, Long> sequences, Set<OrderingKey> listed, Map<OrderedLane, List<StoredChain>> lanes) {
    /** Nothing is in an order. */
    public static final OrderState NONE = new OrderState(Map.of(), Set.of(), Map.of());

    public OrderState {
        requireNonNull(sequences, "sequences");
        requireNonNull(listed, "listed");
        requireNonNull(lanes, "lanes");
    }
}
