package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of an {@link OrderedCommitQueue} from which the committers of one share take. New mutations and retries take turns, so
 * that neither delays the other. Guarded by the lock of its queue.
 */
final class CommitLine {
    private final Clock clock;
    private final CommitLimits limits;
    private final List<Waker> committers;
    private final Set<ChainId> inFlight;
    private final Set<PendingMutation> entries = new LinkedHashSet<>(); // the oldest first
    private int fresh; // entries that are neither taken nor waiting for a retry
    private int awaited; // those of them for which a caller waits
    private Duration recordInterval;
    private DueTime due; // of new entries, unless a batch of them is ready before
    private boolean passed; // whether new entries were looked at that were not due
    private int retrying; // entries that wait for a retry and are not taken
    private boolean retriedLast;
    private boolean blocked; // whether all new entries found last concern chains in flight
    private boolean retryBlocked; // whether a retry found last concerns a chain in flight

    /**
     * Creates an empty line.
     *
     * @param committers that take from it
     * @param inFlight the chains of batches in flight, of any line
     */
    CommitLine(Clock clock, CommitLimits limits, List<Waker> committers, Set<ChainId> inFlight) {
        this.clock = clock;
        this.limits = limits;
        this.committers = committers;
        this.inFlight = inFlight;
        this.recordInterval = limits.recordInterval();
        this.due = DueTime.atOnce(recordInterval);
    }

    /** Wakes its committers; called with no lock held. */
    void wake() {
        committers.forEach(Waker::wake);
    }

    /** Adds an entry; returns whether the committers must be woken. */
    boolean add(PendingMutation entry) {
        boolean news = fresh == 0 || blocked;
        boolean wasReady = isReady();
        entries.add(entry);
        note(entry, 1);
        return news || (!wasReady && isReady());
    }

    /** Returns whether new entries are to be written at once: a caller waits for one, or they make a batch worthwhile. */
    private boolean isReady() {
        return awaited > 0 || fresh >= limits.fullBatch();
    }

    /** From now on new entries are due at once. */
    void takeAtOnce() {
        recordInterval = Duration.ZERO;
    }

    Set<PendingMutation> entries() {
        return entries;
    }

    int retrying() {
        return retrying;
    }

    /** Returns whether nothing was taken last because it concerns chains of batches in flight. */
    boolean waitsForBatch() {
        return blocked || retryBlocked;
    }

    /** Adds entries to take next to an empty batch. */
    void fill(List<PendingMutation> batch) {
        boolean retryFirst = !retriedLast;
        retriedLast = retryFirst ? takeRetries(batch) : !takeFresh(batch) && takeRetries(batch);
        if (retryFirst && !retriedLast) {
            takeFresh(batch);
        }
    }

    /** Counts the entries of a batch as taken; allocates no memory. */
    void taken(List<PendingMutation> batch) {
        for (PendingMutation entry : batch) {
            note(entry, -1);
            entry.standing.taken = true;
        }
    }

    boolean remove(PendingMutation entry) {
        boolean removed = entries.remove(entry);
        if (removed && !entry.standing.taken) {
            note(entry, -1);
        }
        return removed;
    }

    /** Makes an entry of a completed batch available again, unless it is settled. */
    void giveBack(PendingMutation entry) {
        if (entry.standing.taken && entries.contains(entry)) {
            entry.standing.taken = false;
            note(entry, 1);
        }
    }

    /** Removes and returns the new entries that are not taken. */
    List<PendingMutation> removeFresh() {
        List<PendingMutation> left = entries.stream()
                .filter(entry -> !entry.standing.taken && entry.standing.retryAt == null)
                .toList();
        left.forEach(entries::remove);
        fresh = 0;
        awaited = 0;
        return left;
    }

    /** Returns when new entries or a retry are due next; null if there are none. */
    @Nullable Instant nextDue() {
        Instant earliest = fresh > 0 && !blocked ? due.at() : null;
        if (retrying > 0) {
            for (PendingMutation entry : entries) {
                // Entries of chains in flight are due when that batch completes: its committer looks again then.
                Instant at = isFree(entry) ? entry.standing.retryAt : null;
                if (at != null && (earliest == null || at.isBefore(earliest))) {
                    earliest = at;
                }
            }
        }
        return earliest;
    }

    private void note(PendingMutation entry, int more) {
        if (entry.standing.retryAt == null) {
            fresh += more;
            awaited += entry.isRecord() ? 0 : more;
        } else {
            retrying += more;
        }
    }

    private boolean takeFresh(List<PendingMutation> batch) {
        boolean takes = fresh > 0 && isDue();
        if (takes) {
            var room = new Room();
            for (PendingMutation entry : entries) {
                if (isFree(entry) && entry.standing.retryAt == null && !room.take(entry, batch)) {
                    break;
                }
            }
        }
        blocked = batch.isEmpty() && takes;
        return !batch.isEmpty();
    }

    /**
     * Returns whether new entries may be taken. The second look takes them in any case: it comes when they are due by the
     * clock, or after a while if that stands still.
     */
    private boolean isDue() {
        Instant now = clock.instant();
        boolean isDue = passed || isReady() || recordInterval.isZero() || due.isDue(now);
        passed = !isDue;
        due = isDue ? due.after(now, recordInterval) : due;
        return isDue;
    }

    private boolean takeRetries(List<PendingMutation> batch) {
        retryBlocked = false;
        if (retrying == 0) {
            return false;
        }
        Instant now = clock.instant();
        var room = new Room();
        for (PendingMutation entry : entries) {
            if (!isDue(entry.standing, now) || entry.standing.taken) {
                continue;
            }
            if (!isFree(entry)) {
                retryBlocked = true;
            } else {
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
