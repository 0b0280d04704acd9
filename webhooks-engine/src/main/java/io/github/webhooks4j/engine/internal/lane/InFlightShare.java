package io.github.webhooks4j.engine.internal.lane;

/**
 * What all lanes of one host and port, or of one owner, have together of what all lanes share. Confined to the thread that holds the lock of
 * {@link LaneScheduler}.
 */
final class InFlightShare {
    /** Attempts in flight. */
    int inFlight;
    /** Deliveries held in memory, and room promised for. */
    int held;

    long heldBytes;
    /** How many lanes it is of. */
    int lanes;
}
