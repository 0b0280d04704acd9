package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.engine.callback.CallbackSink;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes changes that are to be decided and made durable, from all threads. What happens to one chain is decided in the order in which
 * it was submitted.
 *
 * <p>A caller that waits for a change is notified within the bound it was submitted with: that it is durable, that it is not, or that
 * its outcome is unknown. A <em>record</em>, for which no caller waits, is not lost before the engine is closed, and what is lost then
 * is done again later.
 *
 * <p>Thread-safe.
 */
public interface CommandGateway extends CallbackSink {
    /** Returns within what time every call returns or throws. */
    Duration bound();

    /**
     * Refuses new work unless the engine is open.
     *
     * @throws EngineClosedException if it is closed
     */
    void requireOpen();

    /**
     * Commits a change for a caller of the application's; waits until it is durable.
     *
     * @throws EngineClosedException if the engine is closed
     * @throws StoreException if it fails, or is not decided within the bound
     */
    MutationResult commit(Mutation change);

    /**
     * Waits for the outcome of a change, also when interrupted: the future completes within the bound, and only it knows whether the
     * change was stored.
     *
     * @throws StoreException if it does not complete within the bound, or with this
     */
    <T> T await(CompletableFuture<T> future);

    /**
     * Submits a change; waits while too many are waiting already. The outcome comes within the bound, the waiting included, or a
     * {@link StoreException}. What depends on it runs on the task that commits, or where {@link
     * io.github.webhooks4j.engine.internal.context.TaskRunner#after} runs things: it must not block.
     *
     * @param prepared what is held in memory of it: its reservations are cancelled if it is not committed
     */
    CompletableFuture<MutationResult> submit(Mutation change, PreparedDeliveries prepared);

    /** Submits a change without ever waiting and without a bound: for the engine's own tasks, as {@link #enqueue} is. */
    CompletableFuture<MutationResult> submitNow(Mutation change, PreparedDeliveries prepared);

    /** Submits a record; waits while too many changes are waiting already, until the engine is closed. */
    void submitUntilStored(Mutation change);

    /** Submits a record without ever waiting: for the engine's own tasks, by whose work the number of such changes is bounded. */
    void enqueue(Mutation change);

    /** Takes nothing more, and notifies each caller that still waits: that nothing was done, or that the outcome is unknown. */
    void close();

    /** Submits that a claim is released without an attempt, without ever waiting. */
    default void release(ClaimToken claim) {
        enqueue(new Mutation.Release(claim));
    }

    /** Submits that claims are released without an attempt, without ever waiting. */
    default void release(List<ClaimedDelivery> deliveries) {
        deliveries.forEach(delivery -> release(delivery.key()));
    }

    /** Returns the failure of a change of which it is unknown whether it was stored. */
    static StoreException unknown(String when) {
        return new StoreException(
                StoreException.Reason.OUTCOME_UNKNOWN,
                "the store did not respond " + when + ", so that the change may be kept or not; "
                        + "of an event it tells to publish it again under its id");
    }
}
