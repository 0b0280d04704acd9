package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.spi.store.Mutation;

/**
 * Follows in memory what has become durable. Called for one batch after another, in the order in which each chain's changes were
 * committed, before the callers that wait for them are notified. Must not block, and may be called with a lock held.
 */
public interface CommitListener {
    /** A batch has become durable. */
    void onCommitted(Committed batch);

    /** An operator has dropped a record that was set aside in memory: it will never be written. */
    default void onDropped(Mutation change) {}
}
