package io.github.webhooks4j.transport.internal.exchange;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The age of one connection, how many requests it carried, and how long it may wait for the next one. Not thread-safe.
 */
public final class ConnectionLife {
    /** Requests that a connection has carried before it counts as proven: faults of a server show in the first ones. */
    public static final int PROVEN_AFTER = 8;
    /**
     * A proven connection that is used again within this time is not probed for its end: on a busy lane a millisecond
     * for each request would be most of the time.
     */
    public static final Duration AT_ONCE = Duration.ofMillis(20);

    private final LongSupplier nanoTime;
    private final long connectedAt;
    private long respondedAt;
    private long usableUntil;
    private boolean spent;
    private int exchanges;

    public ConnectionLife(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.connectedAt = nanoTime.getAsLong();
    }

    /**
     * Begins an exchange.
     *
     * @return its number on this connection, from 1
     */
    public int begin() {
        exchanges++;
        spent = true; // until a response allows another request
        return exchanges;
    }

    /**
     * Records a final head.
     *
     * @param idle how long the connection may wait for another request; zero if it must not carry one
     */
    public void responded(Duration idle) {
        spent = idle.isZero();
        respondedAt = nanoTime.getAsLong();
        usableUntil = respondedAt + idle.toNanos();
    }

    /** Returns how many exchanges have begun. */
    public int exchanges() {
        return exchanges;
    }

    /** Returns whether no other request may follow. */
    public boolean isSpent() {
        return spent;
    }

    /** Returns whether neither its last response nor a time limit forbids another request. */
    public boolean mayCarryAnother(Duration greatestAge) {
        long now = nanoTime.getAsLong();
        return !spent && usableUntil - now > 0 && now - connectedAt < greatestAge.toNanos();
    }

    /** Returns whether it is probed for its end before another request, and not only checked for bytes. */
    public boolean needsProbe() {
        return exchanges < PROVEN_AFTER || nanoTime.getAsLong() - respondedAt >= AT_ONCE.toNanos();
    }
}
