package io.github.webhooks4j.engine.internal.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Spreads the deadlines of attempts over the last fifth of what they may be, so that requests that started at one moment and
 * hang do not all end at one moment. Thread-safe.
 */
final class DeadlineSpread {
    /** The part of a deadline that is spread. */
    private static final double SPREAD = 0.2;
    /** The golden ratio as a fraction of 2^64: whatever number of successive steps lies evenly in a circle. */
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private static final int UNUSED_BITS = 11;
    private static final double UNIT = 0x1.0p-53;

    private final AtomicLong next;

    /**
     * Creates a spread.
     *
     * @param seed a random number, so that two nodes differ
     */
    DeadlineSpread(long seed) {
        this.next = new AtomicLong(seed);
    }

    /** Returns the deadline of the next attempt: 80 to 100 % of {@code most}. */
    Duration atMost(Duration most) {
        double fraction = (next.getAndAdd(STEP) >>> UNUSED_BITS) * UNIT;
        return most.minusNanos((long) (most.toNanos() * SPREAD * fraction));
    }
}
