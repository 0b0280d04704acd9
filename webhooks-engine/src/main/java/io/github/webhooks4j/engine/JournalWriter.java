package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches. One that fails is taken apart by halves, so that only what fails by itself fails; if many parts in a row fail,
 * that is the store's fault, and what is left is not tried: callers are told, records wait. Thread-safe.
 */
final class JournalWriter {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    /** Failures in a row that are the store's fault if it failed before, or takes its time for each. */
    private static final int FEW_FAILURES = 3;

    private final String name;
    private final Store store;
    private final Clock clock;
    private final JournalLimits limits;
    private final CommitQueue queue;
    private final Permits permits;
    private final StoreTrouble trouble;
    private final SetAsideShelf shelf;
    private final BiConsumer<Change, Outcome> committed;
    private final Runnable batchDone;
    private final Object following = new Object(); // held while it is told what has become durable

    JournalWriter(
            String name,
            Store store,
            Clock clock,
            JournalLimits limits,
            CommitQueue queue,
            Permits permits,
            StoreTrouble trouble,
            SetAsideShelf shelf,
            BiConsumer<Change, Outcome> committed,
            Runnable batchDone) {
        this.name = name;
        this.store = store;
        this.clock = clock;
        this.limits = limits;
        this.queue = queue;
        this.permits = permits;
        this.trouble = trouble;
        this.shelf = shelf;
        this.committed = committed;
        this.batchDone = batchDone;
    }

    /**
     * Writes a batch: afterwards each entry of it is written, its caller told, or it is to be tried again.
     *
     * @return whether the store took anything
     * @throws Error if one was thrown on the way; entries that have no caller are then to be tried again
     */
    boolean write(List<JournalEntry> batch) {
        var attempt = new Attempt(trouble.isOutage());
        try {
            attempt.write(batch);
        } catch (RuntimeException | Error e) {
            // Not what a commit threw, which is dealt with, but what dealing with it did.
            batch.forEach(entry -> answer(entry, e));
            throw e;
        } finally {
            for (JournalEntry entry : batch) {
                if (entry.isAnswered()) {
                    // Also if it was told that it has waited too long, while the store did not respond.
                    settle(entry);
                }
            }
        }
        if (attempt.error != null) {
            throw attempt.error;
        }
        return attempt.succeeded;
    }

    /** Removes an entry for good and returns its permits. */
    void settle(JournalEntry entry) {
        if (queue.settled(entry)) {
            entry.failures.settled = true;
            permits.release(entry.permits());
        }
    }

    /** Tells the caller of an entry, if it has one, that it failed. */
    private void answer(JournalEntry entry, Throwable failure) {
        if (entry.outcome() != null && !entry.isAnswered()) {
            settle(entry);
            entry.outcome().completeExceptionally(known(failure));
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
                : new StoreException(StoreException.Reason.FAILED, "the store failed in a way of its own", failure);
    }

    private void commit(List<JournalEntry> batch) {
        List<Change> changes = batch.stream().map(JournalEntry::change).toList();
        List<Outcome> outcomes = store.commit(changes, clock.instant());
        synchronized (following) {
            for (int i = 0; i < batch.size(); i++) {
                done(batch.get(i), outcomes.get(i));
            }
            followUp(batchDone);
        }
    }

    private void done(JournalEntry entry, Outcome outcome) {
        settle(entry);
        followUp(() -> committed.accept(entry.change(), outcome));
        followUp(entry.afterwards());
        if (entry.outcome() != null) {
            entry.outcome().complete(outcome);
        }
    }

    /** What is durable must not be written again, whatever becomes of what follows from it. */
    private void followUp(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            try {
                LOG.error("{}: following up a committed change failed; the store has it", name, e);
            } catch (RuntimeException | Error again) {
                // No memory for a line in the log: what was committed is to be told all the same.
                e.addSuppressed(again);
            }
        }
    }

    /** One batch on its way, and what has become of it so far. */
    private final class Attempt {
        private final boolean afterOutage;
        private final Instant begun = clock.instant();
        private final Deque<List<JournalEntry>> parts = new ArrayDeque<>();
        private int failuresInRow;
        private boolean succeeded;
        private @Nullable Error error;

        Attempt(boolean afterOutage) {
            this.afterOutage = afterOutage;
        }

        void write(List<JournalEntry> batch) {
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
                List<JournalEntry> part = parts.remove();
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

        private @Nullable Throwable attempt(List<JournalEntry> part) {
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

        private void takeApart(List<JournalEntry> part, Throwable failure) {
            if (part.size() == 1) {
                failedAlone(part.get(0), failure);
                return;
            }
            List<List<JournalEntry>> units = units(part);
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

        private void failedAlone(JournalEntry entry, Throwable failure) {
            if (!entry.isRecord()) {
                answer(entry, failure);
                return;
            }
            boolean othersSucceeded = trouble.count(entry.failures);
            if (entry.failures.count >= limits.setAsideAfter() && shelf.setAside(entry, failure, othersSucceeded)) {
                settle(entry);
            } else {
                queue.retryLater(entry, limits.longestPause(), true);
            }
        }

        private void postpone(JournalEntry entry, Throwable failure) {
            if (entry.isRecord()) {
                queue.retryLater(entry, limits.outagePause(), false);
            } else {
                answer(entry, failure);
            }
        }
    }

    private static boolean isSuspect(JournalEntry entry) {
        return entry.failures.alone;
    }

    /** Puts together what is about one chain: that is written in its order. */
    private static List<List<JournalEntry>> units(List<JournalEntry> entries) {
        var units = new ArrayList<List<JournalEntry>>();
        Map<ChainId, List<JournalEntry>> byChain = new HashMap<>();
        for (JournalEntry entry : entries) {
            List<JournalEntry> unit = null;
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
