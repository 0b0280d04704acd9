package io.github.webhooks4j.engine.internal.lane;

import org.jspecify.annotations.Nullable;

/**
 * How much all lanes together hold in memory: what is ready, and what room was promised for. Confined to the thread that holds the lock
 * of {@link LaneScheduler}.
 */
public final class PrefetchBudget {
    /** Ready deliveries that all lanes may hold together. */
    public static final int MAX_READY = 8192;
    /** Bytes that all ready bodies may have together. */
    public static final long MAX_READY_BYTES = 64L << 20;

    /** Of the kept half, one host or owner gets one in this many. */
    private static final int SHARE_OF = 4;

    private int held;
    private long heldBytes; // a claim's bytes are known only when it is over

    void reserve(Lane lane, int deliveries, long bytes) {
        held += deliveries;
        heldBytes += bytes;
        lane.held += deliveries;
        lane.heldBytes += bytes;
        reserve(lane.host, deliveries, bytes);
        reserve(lane.owner, deliveries, bytes);
    }

    private static void reserve(@Nullable InFlightShare share, int deliveries, long bytes) {
        if (share != null) {
            share.held += deliveries;
            share.heldBytes += bytes;
        }
    }

    /**
     * Returns how many more deliveries a lane may hold; none if not positive. Half of the memory is kept for what can begin at
     * once, and of that each host and each owner gets a quarter at most, with what it has of the other half: slow destinations that
     * have filled the other half, and a customer with very many of them, delay no others.
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
