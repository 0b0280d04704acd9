package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.context.Backoff;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forms batches. A chain is in one batch at a time, and its mutations are taken in the order in which they were
 * submitted, except that one that failed is retried later. New mutations and retries take turns, so that neither delays
 * the other. Thread-safe.
 */
public final class OrderedCommitQueue implements CommitQueue {
    private final Clock clock;
    private final CommitLimits limits;
    private final List<Waker> committers;
    private final Set<PendingMutation> entries = new LinkedHashSet<>(); // guarded by this; the oldest first
    private final Set<ChainId> inFlight = new HashSet<>(); // guarded by this; the chains of batches in flight
    private int fresh; // guarded by this; entries that are neither taken nor waiting for a retry
    private int retrying; // guarded by this; entries that wait for a retry and are not taken
    private boolean retriedLast; // guarded by this
    private boolean blocked; // guarded by this; whether all entries found last concern chains in flight
    private boolean closed; // guarded by this

    /**
     * Creates an empty queue.
     *
     * @param committers woken, with no lock held, when there is something to write
     */
    public OrderedCommitQueue(Clock clock, CommitLimits limits, List<Waker> committers) {
        this.clock = clock;
        this.limits = limits;
        this.committers = List.copyOf(committers);
    }

    @Override
    public boolean add(PendingMutation entry) {
        boolean news;
        synchronized (this) {
            if (closed) {
                return false;
            }
            news = fresh == 0 || blocked;
            entries.add(entry);
            fresh++;
        }
        if (news) {
            committers.forEach(Waker::wake);
        }
        return true;
    }

    @Override
    public synchronized List<PendingMutation> nextBatch() {
        var batch = new ArrayList<PendingMutation>();
        try {
            boolean retryFirst = !retriedLast;
            retriedLast = retryFirst ? takeRetries(batch) : !takeFresh(batch) && takeRetries(batch);
            if (retryFirst && !retriedLast) {
                takeFresh(batch);
            }
            for (PendingMutation entry : batch) {
                inFlight.addAll(entry.chains());
            }
        } catch (RuntimeException | Error e) {
            forget(batch);
            throw e;
        }
        // From here on nothing allocates memory.
        for (PendingMutation entry : batch) {
            note(entry, -1);
            entry.standing.taken = true;
        }
        return batch;
    }

    @Override
    public synchronized int size() {
        return entries.size();
    }

    @Override
    public synchronized boolean settled(PendingMutation entry) {
        boolean removed = entries.remove(entry);
        if (removed && !entry.standing.taken) {
            note(entry, -1);
        }
        return removed;
    }

    @Override
    public synchronized void retryLater(PendingMutation entry, Duration longest, boolean alone) {
        entry.standing.pause = new Backoff(limits.firstPause(), longest).after(entry.standing.pause);
        entry.standing.retryAt = clock.instant().plus(entry.standing.pause);
        entry.standing.alone = alone;
        if (entry.standing.failedAt == null) {
            entry.standing.failedAt = clock.instant();
        }
    }

    @Override
    public synchronized void retryNow() {
        if (retrying > 0) {
            for (PendingMutation entry : entries) {
                if (entry.standing.retryAt != null) {
                    entry.standing.retryAt = Instant.MIN;
                    entry.standing.pause = entry.standing.alone ? entry.standing.pause : Duration.ZERO;
                }
            }
        }
    }

    @Override
    public synchronized void completed(List<PendingMutation> batch) {
        forget(batch);
        for (PendingMutation entry : batch) {
            if (entry.standing.taken && entries.contains(entry)) {
                entry.standing.taken = false;
                note(entry, 1);
            }
        }
    }

    @Override
    public synchronized boolean withdraw(PendingMutation entry) {
        if (entry.standing.taken || !entries.remove(entry)) {
            return false;
        }
        note(entry, -1);
        return true;
    }

    @Override
    public synchronized @Nullable Instant nextRetry() {
        Instant earliest = null;
        if (retrying > 0) {
            for (PendingMutation entry : entries) {
                // Entries of chains in flight are due when that batch completes: its step looks again then.
                Instant at = isFree(entry) ? entry.standing.retryAt : null;
                if (at != null && (earliest == null || at.isBefore(earliest))) {
                    earliest = at;
                }
            }
        }
        return earliest;
    }

    @Override
    public synchronized int retrying() {
        return retrying;
    }

    @Override
    public synchronized @Nullable Instant failingSince() {
        Instant earliest = null;
        if (retrying > 0) {
            for (PendingMutation entry : entries) {
                Instant at = entry.standing.failedAt;
                earliest = at != null && (earliest == null || at.isBefore(earliest)) ? at : earliest;
            }
        }
        return earliest;
    }

    @Override
    public synchronized List<PendingMutation> close() {
        closed = true;
        List<PendingMutation> left = entries.stream()
                .filter(entry -> !entry.standing.taken && entry.standing.retryAt == null)
                .toList();
        left.forEach(entries::remove);
        fresh = 0;
        return left;
    }

    @Override
    public synchronized List<PendingMutation> taken() {
        return entries.stream().filter(entry -> entry.standing.taken).toList();
    }

    private void note(PendingMutation entry, int more) {
        if (entry.standing.retryAt == null) {
            fresh += more;
        } else {
            retrying += more;
        }
    }

    private void forget(List<PendingMutation> batch) {
        for (PendingMutation entry : batch) {
            for (ChainId chain : entry.chains()) {
                inFlight.remove(chain);
            }
        }
    }

    private boolean takeFresh(List<PendingMutation> batch) {
        if (fresh > 0) {
            var room = new Room();
            for (PendingMutation entry : entries) {
                if (isFree(entry) && entry.standing.retryAt == null && !room.take(entry, batch)) {
                    break;
                }
            }
        }
        blocked = batch.isEmpty() && fresh > 0;
        return !batch.isEmpty();
    }

    private boolean takeRetries(List<PendingMutation> batch) {
        if (retrying == 0) {
            return false;
        }
        Instant now = clock.instant();
        var room = new Room();
        for (PendingMutation entry : entries) {
            if (isFree(entry) && isDue(entry.standing, now)) {
                if (entry.standing.alone && batch.isEmpty()) {
                    batch.add(entry);
                    break;
                }
                if (!entry.standing.alone && !room.take(entry, batch)) {
                    break;
                }
            }
        }
        return !batch.isEmpty();
    }

    /** Entries of chains in flight stay in their order: the step that writes these chains returns for them. */
    private boolean isFree(PendingMutation entry) {
        return !entry.standing.taken && Collections.disjoint(inFlight, entry.chains());
    }

    private static boolean isDue(PendingMutation.Standing standing, Instant now) {
        Instant at = standing.retryAt;
        return at != null && new DueTime(at, standing.pause).isDue(now);
    }

    /** The remaining room in a batch. */
    private final class Room {
        private long bytes;
        private int chains;

        /** Adds an entry if there is room for it; returns whether there was. */
        boolean take(PendingMutation entry, List<PendingMutation> batch) {
            boolean fits = batch.isEmpty()
                    || (batch.size() < limits.maxBatch()
                            && bytes < limits.maxBatchBytes()
                            && chains + entry.chains().size() <= limits.maxBatchChains());
            if (fits) {
                batch.add(entry);
                bytes += entry.bytes();
                chains += entry.chains().size();
            }
            return fits;
        }
    }
}
