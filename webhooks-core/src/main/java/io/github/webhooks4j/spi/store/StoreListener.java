package io.github.webhooks4j.spi.store;

/**
 * Receives notifications of what other nodes did to a store. A notification is a hint that saves waiting: some may be lost, and
 * some may be unnecessary. Called on a thread of the store; must not block.
 */
public interface StoreListener {
    /**
     * There may be work in a lane that any node can claim now.
     *
     * @param lane the lane
     */
    void onWorkAvailable(LaneKey lane);

    /** Webhooks may have been changed. */
    void onWebhooksChanged();

    /** Notifications may have been lost (reconnect or overflow); rescan. */
    void onResyncRequired();
}
