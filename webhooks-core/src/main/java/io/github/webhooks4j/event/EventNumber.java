package io.github.webhooks4j.event;

import io.github.webhooks4j.internal.hmac.Sha256;
import java.time.Instant;

/**
 * Computes the numbers of events, which are also those of the chains that they start, and the numbers of reruns. A number has 63 bits:
 * 41 bits of milliseconds since 2025-01-01T00:00Z by the store's clock, then 21 bits of the SHA-256 of the event's id, then a flag that
 * only reruns have. So numbers grow with time, no rerun has the number of an event, and the 21 bits show of every chain which part of
 * the events it belongs to.
 *
 * <p>Two events may get the same number, in about one of 2 million cases within one millisecond; then the {@linkplain #next next} one
 * is taken. What is decided by time is decided by stored times, never by a number.
 */
public final class EventNumber {
    /** The least time that a number can have. */
    public static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");

    private static final int LOWER_BITS = 22;
    private static final long RERUN = 1;
    private static final long SHARD_MASK = (1L << LOWER_BITS) - 1 - RERUN;
    private static final long MAX_MILLIS = (1L << 41) - 1;

    private EventNumber() {}

    /** Returns the number of an event that is accepted at a time; a time out of range counts as the first or the last. */
    public static long of(Instant at, EventId event) {
        return (millis(at) << LOWER_BITS) | (Sha256.first63Bits(event.value()) & SHARD_MASK);
    }

    /**
     * Returns the number of a chain that is started later than its event was accepted: that of a time, with the bits of the event. No
     * event has it.
     *
     * @param number the number of the event, or of any chain of it
     */
    public static long ofRerun(Instant at, long number) {
        return (millis(at) << LOWER_BITS) | (number & SHARD_MASK) | RERUN;
    }

    /** Returns the number to take in place of one that is taken: that of the next millisecond, of the same kind. */
    public static long next(long number) {
        return number + (1L << LOWER_BITS);
    }

    /** Returns the least number that an event accepted at a time may have; a time out of range counts as the first or the last. */
    public static long first(Instant at) {
        return millis(at) << LOWER_BITS;
    }

    /** Returns the time of which a number was made. */
    public static Instant time(long number) {
        return EPOCH.plusMillis(number >>> LOWER_BITS);
    }

    private static long millis(Instant at) {
        return Math.max(0, Math.min(MAX_MILLIS, at.toEpochMilli() - EPOCH.toEpochMilli()));
    }
}
