package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.spi.store.Mutation;

/**
 * Updates memory after a commit. Called for one durable batch after another, with the mutations of each chain in commit
 * order, before the callers that wait for them are notified. Must not block, and may be called with a lock held.
 */
public interface CommitListener {
    /** Called when a batch is durable. */
    void onCommitted(Committed batch);

    /** Called when an operator has dropped a record that was set aside in memory: it will never be written. */
    default void onDropped(Mutation change) {}
}
