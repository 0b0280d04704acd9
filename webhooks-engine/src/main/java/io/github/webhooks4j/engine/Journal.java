package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: gathers changes from all threads and writes them together. While one batch is on its way to the disk the next one
 * gathers by itself, so batches grow with the load. Where the store gains by it, several batches are on their way at once, of
 * different chains: what happens to one chain is written, and told, in the order in which it was handed in.
 *
 * <p>When a batch fails, its changes are tried one by one, so that a bad one fails alone. Whoever waits for a change that
 * failed is told. A change for which nobody waits, such as an attempt's record, is tried again until the store takes it.
 *
 * <p>Thread-safe. What is called from {@link #step} runs there, never twice at a time, and must not block.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    /** A change counts once more for every so many bytes, which keeps all that wait below 256 MiB or so. */
    private static final int BYTES_PER_PERMIT = 16 << 10;

    private static final int DRAIN_ATTEMPTS = 3;
    /** So many failures of single changes in a row are the store's fault and not the changes'. */
    private static final int FAILURES_TO_GIVE_IN = 3;

    private final String name;
    private final Store store;
    private final Clock clock;
    private final JournalLimits limits;
    private final BiConsumer<Change, Outcome> committed;
    private final Runnable batchDone;
    private final Semaphore permits;
    private final JournalQueue queue;
    private final Object following = new Object(); // held while it is told what has become durable

    /**
     * Creates a journal.
     *
     * @param limits what bounds it
     * @param committed told of every change that is durable, before whoever waits for it
     * @param batchDone called after all changes of a batch were told
     * @param wake called when there is something to write
     */
    Journal(
            String name,
            Store store,
            Clock clock,
            JournalLimits limits,
            BiConsumer<Change, Outcome> committed,
            Runnable batchDone,
            Runnable wake) {
        this.name = name;
        this.store = store;
        this.clock = clock;
        this.limits = limits;
        this.permits = new Semaphore(limits.maxWaiting(), true);
        this.committed = committed;
        this.batchDone = batchDone;
        this.queue = new JournalQueue(clock, limits, wake);
    }

    /**
     * Hands in a change; waits while too many are waiting already. The outcome's dependents run on the journal's loop: they
     * must not block.
     */
    CompletableFuture<Outcome> submit(Change change) {
        var outcome = new CompletableFuture<Outcome>();
        enqueue(new JournalEntry(change, acquire(change), outcome, () -> {}));
        return outcome;
    }

    /** Hands in a change as {@link #submit} does, without ever waiting: for the engine's own loops, as {@link #recordNow} is. */
    CompletableFuture<Outcome> submitNow(Change change) {
        var outcome = new CompletableFuture<Outcome>();
        enqueue(new JournalEntry(change, 0, outcome, () -> {}));
        return outcome;
    }

    /** Hands in a change that must not be lost; waits like {@link #submit}. */
    void record(Change change) {
        enqueue(new JournalEntry(change, acquire(change), null, () -> {}));
    }

    /**
     * Hands in a change that must not be lost, without ever waiting: for the engine's own loops, by whose work the number of
     * such changes is bounded.
     *
     * @param afterwards runs on the journal's loop when the change is written; must not block
     */
    void recordNow(Change change, Runnable afterwards) {
        enqueue(new JournalEntry(change, 0, null, afterwards));
    }

    /** Hands in that a claim is given back untried, without ever waiting. */
    void giveBack(DueKey claim) {
        recordNow(new Change.Release(claim), () -> {});
    }

    /** Hands in that claims are given back untried, without ever waiting. */
    void giveBack(List<DueDelivery> deliveries) {
        deliveries.forEach(delivery -> giveBack(delivery.key()));
    }

    /** Writes what has gathered, up to a batch. May be called while another call is writing. */
    @Nullable Instant step() {
        List<JournalEntry> batch = queue.nextBatch();
        if (batch.isEmpty()) {
            return null;
        }
        try {
            write(batch);
        } catch (RuntimeException | Error e) {
            writeOneByOne(batch, e);
        } finally {
            queue.arrived(batch);
        }
        return clock.instant();
    }

    /** Writes everything handed in so far, after the loop has ended; what the store does not take is logged and left. */
    void drain() {
        for (int left = DRAIN_ATTEMPTS; left > 0; left--) {
            try {
                while (step() != null) {
                    // The next batch.
                }
                return;
            } catch (StoreException e) {
                LOG.error("{}: the store failed at closing; attempts that are not recorded are made again", name, e);
            }
        }
    }

    /** Takes nothing more, and tells whoever still waits that nothing of it was done. */
    void close() {
        queue.close().forEach(this::refuse);
    }

    private int acquire(Change change) {
        long weight = 1 + JournalEntry.bytes(change) / BYTES_PER_PERMIT;
        int needed = (int) Math.min(weight, limits.maxWaiting() / 4);
        permits.acquireUninterruptibly(needed);
        return needed;
    }

    private void enqueue(JournalEntry entry) {
        if (!queue.add(entry)) {
            refuse(entry);
        }
    }

    private void refuse(JournalEntry entry) {
        release(entry);
        if (entry.outcome() != null) {
            entry.outcome().completeExceptionally(new EngineClosedException(name));
        } else {
            LOG.warn("{}: closed before a {} was written; its work is done again later", name, nameOf(entry));
        }
    }

    private void write(List<JournalEntry> batch) {
        List<Change> changes = batch.stream().map(JournalEntry::change).toList();
        List<Outcome> outcomes = store.commit(changes, clock.instant());
        synchronized (following) {
            for (int i = 0; i < batch.size(); i++) {
                done(batch.get(i), outcomes.get(i));
            }
            followUp(batchDone);
        }
    }

    private void writeOneByOne(List<JournalEntry> batch, Throwable cause) {
        int failuresInRow = 0;
        Throwable last = cause;
        for (JournalEntry entry : batch) {
            if (failuresInRow < FAILURES_TO_GIVE_IN) {
                try {
                    write(List.of(entry));
                    failuresInRow = 0;
                    continue;
                } catch (RuntimeException | Error e) {
                    failuresInRow++;
                    last = e;
                }
            }
            if (entry.outcome() == null) {
                queue.retryLater(entry);
            } else {
                release(entry);
                entry.outcome().completeExceptionally(last);
            }
        }
        if (failuresInRow > 0) {
            // The loop logs it and comes back after a while.
            throw last instanceof StoreException known
                    ? known
                    : new StoreException(StoreException.Reason.FAILED, "the store failed in a way of its own", last);
        }
        LOG.warn("{}: a batch of {} changes failed as a whole and went through one by one", name, batch.size(), cause);
    }

    private void done(JournalEntry entry, Outcome outcome) {
        followUp(() -> committed.accept(entry.change(), outcome));
        release(entry);
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
            LOG.error("{}: following up a committed change failed; the store has it", name, e);
        }
    }

    private void release(JournalEntry entry) {
        permits.release(entry.permits());
    }

    private static String nameOf(JournalEntry entry) {
        return entry.change().getClass().getSimpleName();
    }
}
