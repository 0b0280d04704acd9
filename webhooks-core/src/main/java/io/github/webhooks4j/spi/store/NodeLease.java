package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * The lease by which a node shows the others that it delivers. It ends by itself unless it is renewed. An ended one is kept for a
 * while, since it shows until when its node may have started attempts.
 *
 * @param node the node
 * @param until from when on it starts no attempt, unless it has renewed
 * @param settledAt from when on no other node starts an attempt without counting this one: the end of the last lease that another
 *     node had when this one was granted; {@link Instant#EPOCH} if none had one
 */
public record NodeLease(NodeId node, Instant until, Instant settledAt) {
    /** How long an ended lease is kept: as long as the longest period of a rate limit. */
    public static final Duration KEPT = Duration.ofMinutes(1);

    public NodeLease {
        requireNonNull(node, "node");
        requireNonNull(until, "until");
        requireNonNull(settledAt, "settledAt");
    }

    /**
     * Returns the lease that a node gets at {@code now}. One that has ended is granted anew, as to a node that was not there.
     *
     * @param present all leases that are stored
     */
    public static NodeLease renewed(Collection<NodeLease> present, LeaseRequest claimant, Instant now) {
        Instant settledAt = Instant.EPOCH;
        for (NodeLease lease : present) {
            if (!lease.node().equals(claimant.node())) {
                settledAt = lease.until().isAfter(settledAt) ? lease.until() : settledAt;
            } else if (lease.until().isAfter(now)) {
                return new NodeLease(lease.node(), now.plus(claimant.duration()), lease.settledAt());
            }
        }
        return new NodeLease(claimant.node(), now.plus(claimant.duration()), settledAt);
    }

    /** Returns the time before which leases must have ended to be deleted at {@code now}. */
    public static Instant outdatedBefore(Instant now) {
        return now.minus(KEPT);
    }
}
