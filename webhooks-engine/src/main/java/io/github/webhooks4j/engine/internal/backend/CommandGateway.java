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
import org.jspecify.annotations.Nullable;

/**
 * Takes mutations that are to be decided and made durable, from all threads. Mutations of one chain are decided in the order in which
 * they were submitted.
 *
 * <p>A caller that waits for a mutation is notified within the bound it was submitted with: that it is durable, that it is not, or that
 * its outcome is unknown. A <em>record</em>, for which no caller waits, is not lost before the engine is closed, and what is lost then
 * is done again later.
 *
 * <p>Thread-safe.
 */
public interface CommandGateway extends CallbackSink {
    /** Returns the time within which every call returns or throws. */
    Duration bound();

    /**
     * Refuses new work unless the engine is open.
     *
     * @throws EngineClosedException if it is closed
     */
    void requireOpen();

    /**
     * Commits a mutation for a thread of the application; waits until it is durable.
     *
     * @throws EngineClosedException if the engine is closed
     * @throws StoreException if it fails, or is not decided within the bound
     */
    MutationResult commit(Mutation mutation);

    /**
     * Waits for the result of a mutation, even when interrupted: the future completes within the bound, and only it has the
     * result.
     *
     * @throws StoreException if it does not complete within the bound, or with this
     */
    <T> T await(CompletableFuture<T> future);

    /**
     * Submits a mutation; waits for permits while too many mutations wait already. The future completes within the bound, waiting
     * included, with the result or a {@link StoreException}. Its dependent stages run on the task that commits, or where {@link
     * io.github.webhooks4j.engine.internal.context.TaskRunner#after} runs its work: they must not block.
     *
     * @param prepared the first deliveries held in memory: their reservations are cancelled if it is not committed
     */
    CompletableFuture<MutationResult> submit(Mutation mutation, PreparedDeliveries prepared);

    /** Submits a mutation without waiting and without a bound: for the engine's own tasks, as {@link #enqueue} is. */
    CompletableFuture<MutationResult> submitNow(Mutation mutation, PreparedDeliveries prepared);

    /** Submits a record; waits while too many mutations wait already, until the engine is closed. */
    default void submitUntilStored(Mutation mutation) {
        submitUntilStored(mutation, null);
    }

    /**
     * Submits a record; waits while too many mutations wait already, until the engine is closed.
     *
     * @param eventType the type of the event whose attempt it records, for listeners; otherwise null
     */
    void submitUntilStored(Mutation mutation, @Nullable String eventType);

    /** Submits a record without waiting: for the engine's own tasks, whose work bounds the number of such records. */
    void enqueue(Mutation mutation);

    /** Refuses further mutations, and fails each call that still waits: nothing was done, or the outcome is unknown. */
    void close();

    /** Submits the release of a claim without an attempt; does not wait. */
    default void release(ClaimToken claim) {
        enqueue(new Mutation.Release(claim));
    }

    /** Submits the release of claims without an attempt; does not wait. */
    default void release(List<ClaimedDelivery> deliveries) {
        deliveries.forEach(delivery -> release(delivery.key()));
    }

    /** Returns the failure of a mutation whose outcome is unknown. */
    static StoreException unknown(String when) {
        return new StoreException(
                StoreException.Reason.OUTCOME_UNKNOWN,
                "the store did not respond " + when + ", so the mutation may or may not be durable; "
                        + "to find out about an event, publish it again under its id");
    }
}
