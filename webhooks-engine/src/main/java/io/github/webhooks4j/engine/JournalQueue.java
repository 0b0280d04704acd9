package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What waits to be written, handed out in batches: a chain is in one batch at a time, and what is about it comes in the order in
 * which it was handed in, but for what failed, which comes later. Thread-safe.
 */
final class JournalQueue {
    private final Clock clock;
    private final JournalLimits limits;
    private final Runnable wake;
    private final Deque<JournalEntry> waiting = new ArrayDeque<>(); // guarded by this
    private final Deque<JournalEntry> retrying = new ArrayDeque<>(); // guarded by this
    private Instant retryAt = Instant.MIN; // guarded by this
    private final Set<ChainId> underWay = new HashSet<>(); // guarded by this; the chains of batches handed out
    private boolean heldUp; // guarded by this; whether the last look found only what is about chains under way
    private boolean closed; // guarded by this

    /**
     * Creates an empty queue.
     *
     * @param wake called, with no lock held, when there is something to hand out
     */
    JournalQueue(Clock clock, JournalLimits limits, Runnable wake) {
        this.clock = clock;
        this.limits = limits;
        this.wake = wake;
    }

    /** Adds an entry; returns false if the queue was closed. */
    boolean add(JournalEntry entry) {
        boolean news;
        synchronized (this) {
            if (closed) {
                return false;
            }
            news = waiting.isEmpty() || heldUp;
            waiting.addLast(entry);
        }
        if (news) {
            wake.run();
        }
        return true;
    }

    /** Adds an entry that could not be written, to be tried again after a pause. */
    synchronized void retryLater(JournalEntry entry) {
        retrying.addLast(entry);
        retryAt = clock.instant().plus(limits.firstPause());
    }

    /**
     * Returns what to write next, nothing if there is nothing; its chains are under way until {@link #arrived}. What failed before
     * and what is new come apart, so that a bad change does not make every batch fail.
     */
    synchronized List<JournalEntry> nextBatch() {
        var batch = new ArrayList<JournalEntry>();
        if (isRetryDue()) {
            take(retrying, batch);
        }
        if (batch.isEmpty()) {
            take(waiting, batch);
            heldUp = batch.isEmpty() && !waiting.isEmpty();
        }
        if (batch.isEmpty()) {
            take(retrying, batch);
        }
        batch.forEach(entry -> underWay.addAll(entry.chains()));
        return batch;
    }

    /** Notes that a batch was written, or put back, and all was told that follows from it. */
    synchronized void arrived(List<JournalEntry> batch) {
        batch.forEach(entry -> entry.chains().forEach(underWay::remove));
    }

    /** Takes nothing more; returns the new entries that nobody will be handed. */
    synchronized List<JournalEntry> close() {
        closed = true;
        List<JournalEntry> left = List.copyOf(waiting);
        waiting.clear();
        return left;
    }

    private boolean isRetryDue() {
        Instant now = clock.instant();
        // Further away than any pause: the clock was set back.
        return !now.isBefore(retryAt) || retryAt.isAfter(now.plus(limits.firstPause()));
    }

    /** Leaves what is about chains under way, in its order: whoever has them on the way comes back for it. */
    private void take(Deque<JournalEntry> queue, List<JournalEntry> batch) {
        var left = new ArrayDeque<JournalEntry>();
        long bytes = 0;
        while (!queue.isEmpty() && batch.size() < limits.maxBatch() && bytes < limits.maxBatchBytes()) {
            JournalEntry entry = queue.removeFirst();
            if (Collections.disjoint(underWay, entry.chains())) {
                bytes += entry.bytes();
                batch.add(entry);
            } else {
                left.addFirst(entry);
            }
        }
        left.forEach(queue::addFirst);
    }
}
