package io.github.webhooks4j.store;

/**
 * Hears what other nodes did to a store. What it hears is a hint that saves waiting: some of it may be missed, and some of it may
 * be heard for nothing. Called on a thread of the store's; must not block.
 */
public interface StoreWatcher {
    /**
     * There may be work in a lane that anybody can claim now.
     *
     * @param lane the lane
     */
    void workDue(LaneKey lane);

    /** Webhooks may have been changed. */
    void webhooksChanged();

    /** Anything may have happened unheard: the connection was away, or too much happened at once. */
    void missedSomething();
}
