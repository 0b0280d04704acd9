package io.github.webhooks4j.engine;

/**
 * How much all lanes together hold in memory: what is ready, and what room was promised for. Confined to whoever holds the lock
 * of {@link Lanes}.
 */
final class ReadyRoom {
    /** Ready deliveries that all lanes may hold together. */
    static final int MAX_READY = 8192;
    /** Bytes that all ready bodies may have together. */
    static final long MAX_READY_BYTES = 64L << 20;

    private int held;
    private long heldBytes; // a claim's bytes are known only when it is over

    void hold(int deliveries, long bytes) {
        held += deliveries;
        heldBytes += bytes;
    }

    /**
     * Returns how many more deliveries a lane may hold; none if not positive. Half of the memory is kept for what can begin at
     * once: slow destinations that have filled the other half keep nobody else waiting.
     *
     * @param startable how many more the lane could begin at once
     */
    int left(int startable) {
        if (heldBytes >= MAX_READY_BYTES) {
            return 0;
        }
        int shared = heldBytes < MAX_READY_BYTES / 2 ? MAX_READY / 2 - held : 0;
        return Math.max(shared, Math.min(MAX_READY - held, startable));
    }
}
