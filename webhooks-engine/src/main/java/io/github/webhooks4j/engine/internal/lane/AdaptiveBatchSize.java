package io.github.webhooks4j.engine.internal.lane;

import java.time.Duration;
import java.time.Instant;

/**
 * How many deliveries a lane claims at once. A claim costs a transaction, so a lane that processes what it has claimed
 * within half a second claims twice as many next time. Confined to the thread that holds the lock of {@link
 * LaneScheduler}.
 */
final class AdaptiveBatchSize {
    static final int MIN = 64;
    static final int MAX = 1024;

    private static final Duration QUICK = Duration.ofMillis(500);
    /** The bytes that the bodies of one claim may have together, estimated from the previous claim. */
    private static final long MAX_BYTES = 8L << 20;

    private int size = MIN;
    private long bytesEach = MAX_BYTES / MIN; // until a claim has shown the size
    private int observed;
    private long cameBytes;
    private Instant askedAt = Instant.MIN;

    /** Returns how many deliveries to claim now. */
    int next(Instant now) {
        if (observed > 0) {
            bytesEach = Math.max(1, cameBytes / observed);
        }
        boolean quick = observed >= size && !now.isBefore(askedAt) && !now.isAfter(askedAt.plus(QUICK));
        size = quick ? Math.min(MAX, size * 2) : MIN;
        return Math.max(1, (int) Math.min(size, MAX_BYTES / bytesEach));
    }

    /** Returns the estimated bytes of {@code deliveries} bodies, from the size of the previous ones. */
    long bytes(int deliveries) {
        return deliveries * bytesEach;
    }

    /** Records that a claim is in progress. */
    void started(Instant now) {
        askedAt = now;
        observed = 0;
        cameBytes = 0;
    }

    /** Records the body size of one claimed delivery. */
    void observed(int bytes) {
        observed++;
        cameBytes += bytes;
    }

    /**
     * Returns the number of ready deliveries below which a lane claims more: early enough for the next claim to arrive
     * in time.
     */
    int refillThreshold() {
        return size / 4;
    }
}
