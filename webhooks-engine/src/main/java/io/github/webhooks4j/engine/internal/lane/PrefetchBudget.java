package io.github.webhooks4j.engine.internal.lane;

import org.jspecify.annotations.Nullable;

/**
 * How much all lanes together hold in memory: ready deliveries and reservations. Confined to the thread that holds the
 * lock of {@link LaneScheduler}.
 */
public final class PrefetchBudget {
    /**
     * The most ready deliveries of all lanes together. Large, since one that has to be claimed costs half as much again: a burst
     * that is published faster than it is delivered should fit.
     */
    public static final int MAX_READY = 32_768;
    /** The most bytes of all ready bodies together. */
    public static final long MAX_READY_BYTES = 64L << 20;

    /** Of the reserved half, one host or owner gets one in this many. */
    private static final int SHARE_OF = 4;

    private int held;
    private long heldBytes; // the bytes of a claim are known only when it has returned

    void reserve(Lane lane, int deliveries, long bytes) {
        held += deliveries;
        heldBytes += bytes;
        lane.held += deliveries;
        lane.heldBytes += bytes;
        reserve(lane.host, deliveries, bytes);
        reserve(lane.owner, deliveries, bytes);
    }

    /** Returns the bytes of all ready bodies, and of those for which room is reserved. */
    long heldBytes() {
        return heldBytes;
    }

    private static void reserve(@Nullable InFlightShare share, int deliveries, long bytes) {
        if (share != null) {
            share.held += deliveries;
            share.heldBytes += bytes;
        }
    }

    /**
     * Returns how many more deliveries a lane may hold; none if not positive. Half of the budget is reserved for
     * deliveries that can start at once. Of that half each host and each owner gets a quarter at most, counting what it
     * holds of the other half. So slow destinations that have filled the other half, and an owner with very many of
     * them, delay no others.
     */
    int available(Lane lane) {
        if (heldBytes >= MAX_READY_BYTES) {
            return 0;
        }
        int shared = heldBytes < MAX_READY_BYTES / 2 ? MAX_READY / 2 - held : 0;
        int kept = Math.min(leftOfKept(lane.host), leftOfKept(lane.owner));
        return Math.max(shared, Math.min(Math.min(MAX_READY - held, kept), lane.freeSlots()));
    }

    private static int leftOfKept(@Nullable InFlightShare share) {
        if (share == null) {
            return MAX_READY;
        }
        return share.heldBytes < MAX_READY_BYTES / 2 / SHARE_OF ? MAX_READY / 2 / SHARE_OF - share.held : 0;
    }
}
