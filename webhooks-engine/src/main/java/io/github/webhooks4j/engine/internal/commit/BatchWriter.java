package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.spi.store.ClaimToken;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches. A batch that fails is split in halves, so that only the mutations that fail by themselves fail. If
 * many consecutive parts fail, the store is at fault and the rest is not tried: callers get an exception, and records
 * wait. Thread-safe.
 */
final class BatchWriter {
    /** Consecutive failures that count as the store's fault if it failed before, or is slow to fail. */
    private static final int FEW_FAILURES = 3;

    private final Store store;
    private final Clock clock;
    private final CommitLimits limits;
    private final CommitGateway commits;
    private final CommitQueue queue;
    private final StoreOutage outage;
    private final SetAsideSink setAsideSink;
    private final CommitStream stream;
    private final MetricsRecorder metrics;
    private final RepeatedPublish repeatedPublish;

    BatchWriter(
            EngineContext context,
            Store store,
            CommitLimits limits,
            CommitGateway commits,
            StoreOutage outage,
            SetAsideSink setAsideSink,
            CommitStream stream) {
        this.store = store;
        this.clock = context.clock();
        this.limits = limits;
        this.commits = commits;
        this.queue = commits.queue();
        this.outage = outage;
        this.setAsideSink = setAsideSink;
        this.stream = stream;
        this.metrics = context.metrics();
        this.repeatedPublish = new RepeatedPublish(store);
    }

    /**
     * Writes a batch. Afterwards each of its entries is written, or its caller is notified, or the entry waits for a
     * retry.
     *
     * @return whether the store took anything
     * @throws Error if one was thrown while writing; entries without a caller wait for a retry then
     */
    boolean write(List<PendingMutation> batch) {
        var attempt = new Attempt(outage.isOutage());
        try {
            attempt.write(batch);
        } catch (RuntimeException | Error e) {
            // Exceptions of a commit are handled already: this one comes from the handling.
            batch.forEach(entry -> answer(entry, e));
            throw e;
        } finally {
            for (PendingMutation entry : batch) {
                if (entry.isAnswered()) {
                    // Also if the caller was notified of a timeout while the store did not respond.
                    commits.drop(entry, null);
                }
            }
        }
        if (attempt.error != null) {
            throw attempt.error;
        }
        return attempt.succeeded;
    }

    /** Completes the future of an entry, if it has a caller, with a failure. */
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
                        "writing a mutation failed with " + failure.getClass().getName()
                                + ", so it may or may not be durable;"
                                + " to find out about an event, publish it again under its id",
                        failure)
                : new StoreException(StoreException.Reason.FAILED, "the store failed unexpectedly", failure);
    }

    private void commit(List<PendingMutation> batch) {
        List<Mutation> changes = batch.stream().map(PendingMutation::change).toList();
        List<MutationResult> results = storeCommit(changes);
        // Settled first: what is durable must not be written again, even if a listener fails.
        batch.forEach(commits::settle);
        var outcomes = new ArrayList<MutationResult>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(repeatedPublish.outcome(batch.get(i), results.get(i)));
        }
        try {
            var entries = new ArrayList<Committed.Entry>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                PendingMutation entry = batch.get(i);
                Set<ClaimToken> notHeld = repeatedPublish.notHeld(entry, results.get(i));
                entries.add(Committed.Entry.of(entry.change(), outcomes.get(i), entry.prepared(), notHeld)
                        .ofEventType(entry.eventType()));
                entries.addAll(Committed.Entry.ofChains(entry.change(), outcomes.get(i)));
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

    private List<MutationResult> storeCommit(List<Mutation> changes) {
        if (!metrics.isOn()) {
            return store.commit(changes);
        }
        Instant begun = metrics.begin();
        boolean committed = false;
        try {
            List<MutationResult> outcomes = store.commit(changes);
            committed = true;
            return outcomes;
        } finally {
            Duration duration = metrics.since(begun);
            if (committed) {
                metrics.record(metered -> metered.onCommitted(changes.size(), duration));
            } else {
                metrics.record(metered -> metered.onCommitFailed(changes.size(), duration));
            }
        }
    }

    /** One batch in flight, and its results so far. */
    private final class Attempt {
        private final boolean afterOutage;
        private final Instant begun = clock.instant();
        private final Deque<List<PendingMutation>> parts = new ArrayDeque<>();
        private int consecutiveFailures;
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
                // Try again: the commit may have taken effect although it failed, or the fault may be transient.
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
                consecutiveFailures++;
                part.forEach(entry -> entry.failures.mayBeDurable = true);
                outage.failed(e, part.size() == 1 && part.get(0).isRecord());
                return e;
            }
            consecutiveFailures = 0;
            succeeded = true;
            if (outage.succeeded()) {
                queue.retryNow();
            }
            return null;
        }

        private boolean isOutage() {
            boolean slow = Duration.between(begun, clock.instant()).abs().compareTo(limits.outagePause()) >= 0;
            int most =
                    afterOutage || slow ? Math.min(FEW_FAILURES, limits.failuresOfStore()) : limits.failuresOfStore();
            if (consecutiveFailures < most) {
                return false;
            }
            outage.noteOutage();
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
            boolean othersSucceeded = outage.count(entry.failures);
            if (entry.failures.count >= limits.setAsideAfter()
                    && setAsideSink.setAside(entry, failure, othersSucceeded)) {
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

    /** Groups the entries that concern one chain: they are written in their order. */
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
