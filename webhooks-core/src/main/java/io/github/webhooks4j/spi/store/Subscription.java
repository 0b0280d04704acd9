package io.github.webhooks4j.spi.store;

/** A subscription to what other nodes do to a store. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** A subscription to a store that has nothing to report. */
    Subscription NONE = () -> {};

    /**
     * Ends the subscription: the listener is removed and is not called after this returns, except by a call that is in
     * progress. Does nothing the second time, or after the store was closed.
     */
    @Override
    void close();
}
