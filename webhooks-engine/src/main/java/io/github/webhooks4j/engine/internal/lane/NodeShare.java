package io.github.webhooks4j.engine.internal.lane;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What part of each rate limit this node may use, by the leases of the nodes that deliver. The parts of all nodes are never more than
 * the limit, also while nodes come and go:
 *
 * <ul>
 *   <li>A node has a part only until its lease ends.
 *   <li>It counts every node that may have started an attempt within the last period, whose part it would else use a second time.
 *   <li>It starts nothing before one period has passed since all other nodes count it.
 *   <li>The nodes are in an order that depends on the lane, and each takes of the limit as if attempts were dealt out in that
 *       order. So no node gets more of it because there is another one, and a limit that is less than the number of nodes is used
 *       by as many as it has attempts.
 * </ul>
 *
 * @param self this node
 * @param inLastSecond the other nodes that may have started an attempt in the second before the lease was renewed
 * @param inLastMinute as well, in the minute before
 * @param delivering how many nodes deliver, with this one
 * @param from when the store was queried; an earlier time shows that the clock was set back
 * @param until when the lease ends
 * @param settledAt from when on all other nodes count this one
 */
public record NodeShare(
        NodeId self,
        List<NodeId> inLastSecond,
        List<NodeId> inLastMinute,
        int delivering,
        Instant from,
        Instant until,
        Instant settledAt) {
    /** That of a node without a lease. */
    public static final NodeShare NONE =
            new NodeShare(new NodeId("none"), List.of(), List.of(), 0, Instant.MIN, Instant.MIN, Instant.MIN);

    /** By so much what clocks round may be wrong. */
    private static final Duration MARGIN = Duration.ofMillis(10);

    public NodeShare {
        requireNonNull(self, "self");
        inLastSecond = List.copyOf(inLastSecond);
        inLastMinute = List.copyOf(inLastMinute);
        requireNonNull(from, "from");
        requireNonNull(until, "until");
        requireNonNull(settledAt, "settledAt");
    }

    /**
     * Returns the share by leases.
     *
     * @param asked when the store was queried for them
     * @param term how long the lease lasts
     */
    public static NodeShare of(DeliveringNodes nodes, Instant asked, Duration term) {
        return new NodeShare(
                nodes.self().node(),
                nodes.othersSince(asked.minus(RateLimit.Period.SECOND.length()).minus(MARGIN)),
                nodes.othersSince(asked.minus(RateLimit.Period.MINUTE.length()).minus(MARGIN)),
                1 + nodes.othersSince(asked).size(),
                asked,
                asked.plus(term).minus(MARGIN),
                nodes.self().settledAt().plus(MARGIN));
    }

    /** Returns whether it counts the same nodes as another one: then no lane has another part. */
    public boolean hasSameNodes(NodeShare other) {
        return inLastSecond.equals(other.inLastSecond) && inLastMinute.equals(other.inLastMinute);
    }

    /** Returns whether it still counts. */
    boolean isValid(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    /** Returns whether no other node delivers. */
    boolean isAlone() {
        return delivering == 1;
    }

    /** Returns from when on this node may start attempts under limits of a period. */
    Instant opensAt(RateLimit.Period period) {
        return settledAt.plus(period.length());
    }

    /** Returns how many attempts of a limit are this node's. */
    public int attempts(RateLimit limit, LaneKey lane) {
        List<NodeId> others = limit.period() == RateLimit.Period.SECOND ? inLastSecond : inLastMinute;
        long own = place(self, lane);
        int before = 0;
        for (NodeId other : others) {
            long place = place(other, lane);
            if (place < own || (place == own && other.value().compareTo(self.value()) < 0)) {
                before++;
            }
        }
        int rest = limit.attempts() - 1 - before;
        return rest < 0 ? 0 : rest / (others.size() + 1) + 1;
    }

    /** Returns the place of a node in the order of the lane: the same on every node. */
    private static long place(NodeId node, LaneKey lane) {
        long mixed = (31L * lane.webhook().value().hashCode() + lane.destination()) * 0x9E3779B97F4A7C15L
                ^ node.value().hashCode();
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
