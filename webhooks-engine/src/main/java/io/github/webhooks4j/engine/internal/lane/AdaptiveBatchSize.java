package io.github.webhooks4j.engine.internal.lane;

import java.time.Duration;
import java.time.Instant;

/**
 * How much a lane claims at once, learned from how fast it comes back: a claim costs a transaction, so a lane that gets through
 * what it has claimed within half a second claims twice as much. Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class AdaptiveBatchSize {
    static final int MIN = 64;
    static final int MAX = 1024;

    private static final Duration QUICK = Duration.ofMillis(500);
    /** What the bodies of one claim may have together, going by the last one. */
    private static final long MAX_BYTES = 8L << 20;

    private int size = MIN;
    private long bytesEach = MAX_BYTES / MIN; // until one is known
    private int observed;
    private long cameBytes;
    private Instant askedAt = Instant.MIN;

    /** Returns how much to claim now. */
    int next(Instant now) {
        if (observed > 0) {
            bytesEach = Math.max(1, cameBytes / observed);
        }
        boolean quick = observed >= size && !now.isBefore(askedAt) && !now.isAfter(askedAt.plus(QUICK));
        size = quick ? Math.min(MAX, size * 2) : MIN;
        return Math.max(1, (int) Math.min(size, MAX_BYTES / bytesEach));
    }

    /** Returns how many bytes {@code deliveries} will have, going by the last ones. */
    long bytes(int deliveries) {
        return deliveries * bytesEach;
    }

    /** Notes that a claim is under way. */
    void started(Instant now) {
        askedAt = now;
        observed = 0;
        cameBytes = 0;
    }

    /** Notes one delivery that the claim has brought. */
    void observed(int bytes) {
        observed++;
        cameBytes += bytes;
    }

    /** Says with how many ready deliveries a lane claims more: early enough for the next claim to come in time. */
    int refillThreshold() {
        return size / 4;
    }
}
