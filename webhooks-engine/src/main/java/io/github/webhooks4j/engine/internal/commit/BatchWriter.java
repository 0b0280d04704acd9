package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches. One that fails is taken apart by halves, so that only what fails by itself fails; if many parts in a row fail,
 * that is the store's fault, and what is left is not tried: callers are notified, records wait. Thread-safe.
 */
final class BatchWriter {
    /** Failures in a row that are the store's fault if it failed before, or takes its time for each. */
    private static final int FEW_FAILURES = 3;

    private final Store store;
    private final Clock clock;
    private final CommitLimits limits;
    private final CommitGateway commits;
    private final CommitQueue queue;
    private final StoreOutage trouble;
    private final SetAsideSink shelf;
    private final CommitStream stream;

    BatchWriter(
            EngineContext context,
            Store store,
            CommitLimits limits,
            CommitGateway commits,
            StoreOutage trouble,
            SetAsideSink shelf,
            CommitStream stream) {
        this.store = store;
        this.clock = context.clock();
        this.limits = limits;
        this.commits = commits;
        this.queue = commits.queue();
        this.trouble = trouble;
        this.shelf = shelf;
        this.stream = stream;
    }

    /**
     * Writes a batch: afterwards each entry of it is written, its caller notified, or it is to be tried again.
     *
     * @return whether the store took anything
     * @throws Error if one was thrown on the way; entries that have no caller are then to be tried again
     */
    boolean write(List<PendingMutation> batch) {
        var attempt = new Attempt(trouble.isOutage());
        try {
            attempt.write(batch);
        } catch (RuntimeException | Error e) {
            // Not what a commit threw, which is dealt with, but what dealing with it did.
            batch.forEach(entry -> answer(entry, e));
            throw e;
        } finally {
            for (PendingMutation entry : batch) {
                if (entry.isAnswered()) {
                    // Also if the caller was notified that it has waited too long, while the store did not respond.
                    commits.drop(entry, null);
                }
            }
        }
        if (attempt.error != null) {
            throw attempt.error;
        }
        return attempt.succeeded;
    }

    /** Notifies the caller of an entry, if it has one, that it failed. */
    private void answer(PendingMutation entry, Throwable failure) {
        if (entry.outcome() != null && !entry.isAnswered()) {
            commits.drop(entry, known(failure));
        }
    }

    private static StoreException known(Throwable failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        return failure instanceof Error
                ? new StoreException(
                        StoreException.Reason.OUTCOME_UNKNOWN,
                        "writing a change failed with " + failure.getClass().getName()
                                + ", and it may have been kept or not; an event that is published again under its id"
                                + " tells",
                        failure)
                : new StoreException(StoreException.Reason.FAILED, "the store failed unexpectedly", failure);
    }

    private void commit(List<PendingMutation> batch) {
        List<Mutation> changes = batch.stream().map(PendingMutation::change).toList();
        List<MutationResult> outcomes = store.commit(changes);
        // What is durable must not be written again, whatever becomes of what follows from it.
        batch.forEach(commits::settle);
        try {
            var entries = new ArrayList<Committed.Entry>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                PendingMutation entry = batch.get(i);
                entries.add(Committed.Entry.of(entry.change(), outcomes.get(i), entry.prepared()));
            }
            stream.committed(new Committed(entries));
        } finally {
            for (int i = 0; i < batch.size(); i++) {
                CompletableFuture<MutationResult> caller = batch.get(i).outcome();
                if (caller != null) {
                    caller.complete(outcomes.get(i));
                }
            }
        }
    }

    /** One batch on its way, and what has become of it so far. */
    private final class Attempt {
        private final boolean afterOutage;
        private final Instant begun = clock.instant();
        private final Deque<List<PendingMutation>> parts = new ArrayDeque<>();
        private int failuresInRow;
        private boolean succeeded;
        private @Nullable Error error;

        Attempt(boolean afterOutage) {
            this.afterOutage = afterOutage;
        }

        void write(List<PendingMutation> batch) {
            Throwable failure = attempt(batch);
            if (failure == null) {
                return;
            }
            if (batch.size() == 1 && !isSuspect(batch.get(0))) {
                // Once more: the commit may have been kept though it failed, or have met what is over in a moment.
                parts.add(batch);
            } else {
                takeApart(batch, failure);
            }
            while (!parts.isEmpty()) {
                List<PendingMutation> part = parts.remove();
                part = part.stream()
                        .filter(entry -> !entry.isAnswered() && !entry.failures.settled)
                        .toList();
                if (isOutage()) {
                    Throwable cause = failure;
                    part.forEach(entry -> postpone(entry, cause));
                } else if (!part.isEmpty()) {
                    Throwable again = attempt(part);
                    if (again != null) {
                        failure = again;
                        takeApart(part, again);
                    }
                }
            }
        }

        private @Nullable Throwable attempt(List<PendingMutation> part) {
            try {
                commit(part);
            } catch (RuntimeException | Error e) {
                if (e instanceof Error first && error == null) {
                    error = first;
                }
                failuresInRow++;
                trouble.failed(e, part.size() == 1 && part.get(0).isRecord());
                return e;
            }
            failuresInRow = 0;
            succeeded = true;
            if (trouble.succeeded()) {
                queue.retryNow();
            }
            return null;
        }

        private boolean isOutage() {
            boolean slow = Duration.between(begun, clock.instant()).abs().compareTo(limits.outagePause()) >= 0;
            int most =
                    afterOutage || slow ? Math.min(FEW_FAILURES, limits.failuresOfStore()) : limits.failuresOfStore();
            if (failuresInRow < most) {
                return false;
            }
            trouble.noteOutage();
            return true;
        }

        private void takeApart(List<PendingMutation> part, Throwable failure) {
            if (part.size() == 1) {
                failedAlone(part.get(0), failure);
                return;
            }
            List<List<PendingMutation>> units = units(part);
            if (units.size() == 1) {
                part.forEach(entry -> parts.add(List.of(entry)));
                return;
            }
            int half = units.size() / 2;
            parts.add(units.subList(0, half).stream().flatMap(List::stream).toList());
            parts.add(units.subList(half, units.size()).stream()
                    .flatMap(List::stream)
                    .toList());
        }

        private void failedAlone(PendingMutation entry, Throwable failure) {
            if (!entry.isRecord()) {
                answer(entry, failure);
                return;
            }
            boolean othersSucceeded = trouble.count(entry.failures);
            if (entry.failures.count >= limits.setAsideAfter() && shelf.setAside(entry, failure, othersSucceeded)) {
                commits.settle(entry);
            } else {
                queue.retryLater(entry, limits.longestPause(), true);
            }
        }

        private void postpone(PendingMutation entry, Throwable failure) {
            if (entry.isRecord()) {
                queue.retryLater(entry, limits.outagePause(), false);
            } else {
                answer(entry, failure);
            }
        }
    }

    private static boolean isSuspect(PendingMutation entry) {
        return entry.failures.alone;
    }

    /** Puts together what is about one chain: that is written in its order. */
    private static List<List<PendingMutation>> units(List<PendingMutation> entries) {
        var units = new ArrayList<List<PendingMutation>>();
        Map<ChainId, List<PendingMutation>> byChain = new HashMap<>();
        for (PendingMutation entry : entries) {
            List<PendingMutation> unit = null;
            for (ChainId chain : entry.chains()) {
                unit = unit == null ? byChain.get(chain) : unit;
            }
            if (unit == null) {
                unit = new ArrayList<>();
                units.add(unit);
            }
            unit.add(entry);
            for (ChainId chain : entry.chains()) {
                byChain.put(chain, unit);
            }
        }
        return units;
    }
}
