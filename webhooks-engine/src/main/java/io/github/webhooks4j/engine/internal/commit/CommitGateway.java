package io.github.webhooks4j.engine.internal.commit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.PhaseGate;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.engine.metrics.CallbackResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts mutations from all threads and puts them into the queue from which {@link GroupCommitter} writes them.
 * Mutations of one chain are written in the order in which they were submitted.
 *
 * <p>A caller that waits for a mutation gets its result within the bound with which it was submitted, even if the store
 * does not respond: it is written, it is not written, or the outcome is unknown because the store has it and does not
 * respond. A <em>record</em>, for which no caller waits, is retried until the store takes it, or set aside if the store
 * takes other mutations but never this one.
 *
 * <p>Thread-safe.
 */
public final class CommitGateway implements CommandGateway {
    private static final Logger LOG = LoggerFactory.getLogger(CommitGateway.class);
    private static final Duration NO_BOUND = Duration.ofDays(1);
    /** The longest wait of a callback: the receiver's HTTP client does not wait indefinitely either. */
    private static final Duration CALLBACK_BOUND = Duration.ofSeconds(9);

    private final EngineContext context;
    private final PhaseGate gate;
    private final CommitQueue queue;
    /** One for each share: what waits of one must not keep the other waiting. */
    private final Map<CommitShare, Permits> permits = new EnumMap<>(CommitShare.class);

    private final int maxPermits;
    private final LaneScheduler lanes;
    private final Duration bound;

    /**
     * Creates a gateway.
     *
     * @param lanes in which room is reserved for first deliveries of new chains
     * @param bound after which a caller gets an exception if the store has not responded
     */
    public CommitGateway(
            EngineContext context,
            PhaseGate gate,
            CommitQueue queue,
            CommitLimits limits,
            LaneScheduler lanes,
            Duration bound) {
        this.context = context;
        this.gate = gate;
        this.queue = queue;
        for (CommitShare share : queue.shares()) {
            permits.put(share, new Permits(limits.maxWaiting()));
        }
        this.maxPermits = Math.max(1, limits.maxWaiting() / 4);
        this.lanes = lanes;
        this.bound = bound;
    }

    /** Returns the queue of submitted mutations. */
    CommitQueue queue() {
        return queue;
    }

    @Override
    public Duration bound() {
        return bound;
    }

    @Override
    public void requireOpen() {
        gate.requireOpen();
    }

    @Override
    public MutationResult commit(Mutation change) {
        gate.requireOpen();
        return await(submit(change));
    }

    @Override
    public CompletableFuture<MutationResult> commitCallback(Mutation change) {
        gate.requireOpen();
        Duration shorter = bound.compareTo(CALLBACK_BOUND) < 0 ? bound : CALLBACK_BOUND;
        CompletableFuture<MutationResult> outcome = submit(change, PreparedDeliveries.NONE, shorter);
        context.tasks().await(outcome, shorter);
        return outcome;
    }

    @Override
    public Instant begin() {
        return context.metrics().begin();
    }

    @Override
    public void handled(CallbackResult result, Instant begun) {
        if (context.metrics().isOn()) {
            context.metrics()
                    .record(metrics ->
                            metrics.onCallback(result, context.metrics().since(begun)));
        }
    }

    @Override
    public <T> T await(CompletableFuture<T> future) {
        context.tasks().await(future, bound);
        if (!future.isDone()) {
            throw CommandGateway.unknown("within " + bound);
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Submits a mutation as {@link #submit(Mutation, PreparedDeliveries)} does, with nothing prepared. */
    public CompletableFuture<MutationResult> submit(Mutation change) {
        return submit(change, PreparedDeliveries.NONE);
    }

    @Override
    public CompletableFuture<MutationResult> submit(Mutation change, PreparedDeliveries prepared) {
        return submit(change, prepared, bound);
    }

    private CompletableFuture<MutationResult> submit(Mutation change, PreparedDeliveries prepared, Duration within) {
        PendingMutation entry = PendingMutation.awaited(change, prepared, maxPermits);
        CompletableFuture<MutationResult> outcome = entry.outcomeOfCaller();
        Permits ofShare = permits(entry);
        CompletableFuture<Boolean> room = ofShare.acquire(entry.permits());
        boolean settled = false;
        try {
            Runnable notExpired = context.tasks().after(within, () -> expire(entry, room, within));
            var unused = outcome.whenComplete((done, failure) -> notExpired.run());
            if (!room.isDone()) {
                context.tasks().await(room, within);
            }
            if (!room.getNow(false)) {
                cancelReservations(entry);
                // Does nothing if the caller was notified of a timeout before.
                outcome.completeExceptionally(new EngineClosedException(context.name()));
            } else if (outcome.isDone()) {
                ofShare.release(entry.permits());
                cancelReservations(entry);
            } else {
                add(entry);
            }
            settled = true;
        } finally {
            if (!settled) {
                cancelReservations(entry);
                if (!ofShare.cancel(room) && room.getNow(false)) {
                    ofShare.release(entry.permits());
                }
            }
        }
        return outcome;
    }

    @Override
    public CompletableFuture<MutationResult> submitNow(Mutation change, PreparedDeliveries prepared) {
        PendingMutation entry = PendingMutation.awaited(change, prepared, 0);
        add(entry);
        return entry.outcomeOfCaller();
    }

    @Override
    public void submitUntilStored(Mutation change, @Nullable String eventType) {
        PendingMutation entry = PendingMutation.record(change, maxPermits, eventType);
        CompletableFuture<Boolean> room = permits(entry).acquire(entry.permits());
        while (!room.isDone()) {
            context.tasks().await(room, NO_BOUND);
        }
        if (room.getNow(false)) {
            add(entry);
        } else {
            warnOfLoss(entry);
        }
    }

    @Override
    public void enqueue(Mutation change) {
        add(PendingMutation.record(change, 0, null));
    }

    /** Removes an entry that is written or set aside, and returns its permits; returns whether it was in the queue. */
    boolean settle(PendingMutation entry) {
        boolean removed = queue.settled(entry);
        if (removed) {
            entry.failures.settled = true;
            permits(entry).release(entry.permits());
        }
        return removed;
    }

    /**
     * Removes an entry that this call did not commit, if it is still in the queue, and notifies its caller.
     *
     * @param failure null if the caller was notified before
     */
    void drop(PendingMutation entry, @Nullable StoreException failure) {
        if (settle(entry)) {
            // If the store did take it, no node tracks what it created: those leases end by themselves.
            cancelReservations(entry);
        }
        if (failure != null) {
            entry.outcomeOfCaller().completeExceptionally(failure);
        }
    }

    @Override
    public void close() {
        for (PendingMutation entry : queue.close()) {
            refuse(entry);
        }
        permits.values().forEach(Permits::close);
        for (PendingMutation entry : queue.taken()) {
            if (!entry.isRecord()) {
                entry.outcomeOfCaller().completeExceptionally(CommandGateway.unknown("before the engine was closed"));
            }
        }
    }

    /** Returns the available permits of all shares, for tests. */
    public int freePermits() {
        return permits.values().stream().mapToInt(Permits::free).sum();
    }

    private Permits permits(PendingMutation entry) {
        return requireNonNull(permits.get(CommitShare.of(entry.change(), queue.shares())), "permits");
    }

    private void expire(PendingMutation entry, CompletableFuture<Boolean> room, Duration within) {
        boolean wasWaiting = permits(entry).cancel(room);
        if (!wasWaiting && queue.withdraw(entry)) {
            permits(entry).release(entry.permits());
            cancelReservations(entry);
            wasWaiting = true;
        }
        StoreException failure = wasWaiting
                ? new StoreException(
                        StoreException.Reason.FAILED,
                        "the mutation was not written within " + within
                                + ", since the store does not respond or is behind; nothing of it was stored, so try it again")
                : CommandGateway.unknown("within " + within);
        entry.outcomeOfCaller().completeExceptionally(failure);
    }

    private void add(PendingMutation entry) {
        if (!queue.add(entry)) {
            refuse(entry);
        }
    }

    private void refuse(PendingMutation entry) {
        permits(entry).release(entry.permits());
        cancelReservations(entry);
        if (entry.isRecord()) {
            warnOfLoss(entry);
        } else {
            entry.outcomeOfCaller().completeExceptionally(new EngineClosedException(context.name()));
        }
    }

    private void cancelReservations(PendingMutation entry) {
        for (ClaimedDelivery prepared : entry.prepared().deliveries()) {
            lanes.cancelReservation(prepared.lane(), prepared.event().length());
        }
    }

    private void warnOfLoss(PendingMutation entry) {
        LOG.warn("{}: closed before a {} was written; it is done again later", context.name(), entry.name());
    }
}
