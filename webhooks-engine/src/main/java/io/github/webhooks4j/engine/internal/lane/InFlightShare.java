package io.github.webhooks4j.engine.internal.lane;

/**
 * What the lanes of one host and port, or of one owner, use together of the resources that all lanes share. Confined to
 * the thread that holds the lock of {@link LaneScheduler}.
 */
final class InFlightShare {
    /** Attempts in flight. */
    int inFlight;
    /** Deliveries held in memory, and reservations. */
    int held;

    long heldBytes;
    /** The number of lanes of this host or owner. */
    int lanes;
}
