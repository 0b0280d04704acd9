package io.github.webhooks4j.spi.store;

/** A subscription to what other nodes do to a store. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** A subscription to a store that has nothing to report. */
    Subscription NONE = () -> {};

    /**
     * Ends the subscription: the watcher is forgotten, and no call of it begins after this returns, except one that is just being
     * made. Does nothing the second time, and nothing once the store is closed.
     */
    @Override
    void close();
}
