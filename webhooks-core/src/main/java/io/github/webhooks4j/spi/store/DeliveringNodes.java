package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The nodes that deliver, as one of them finds them when it renews its lease.
 *
 * @param self the lease of the node itself
 * @param others those of other nodes, also those that ended up to {@link NodeLease#KEPT} ago, in the order of the ids
 */
public record DeliveringNodes(NodeLease self, List<NodeLease> others) {
    public DeliveringNodes {
        requireNonNull(self, "self");
        others = List.copyOf(others);
    }

    /** Returns the other nodes that may have started an attempt at a time or later, in the order of their ids. */
    public List<NodeId> othersSince(Instant time) {
        return others.stream()
                .filter(lease -> lease.until().isAfter(time))
                .map(NodeLease::node)
                .toList();
    }
}
