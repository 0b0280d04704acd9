package io.github.webhooks4j.engine;

import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: gathers changes from all threads and writes them together, one batch after another. While one batch is on its
 * way to the disk the next one gathers by itself, so batches grow with the load.
 *
 * <p>When a batch fails, its changes are tried one by one, so that a bad one fails alone. Whoever waits for a change that
 * failed is told. A change for which nobody waits, such as an attempt's record, is tried again until the store takes it.
 *
 * <p>Thread-safe. {@link #step} belongs to one loop; what is called from it runs there and must not block.
 */
final class Journal {
    /** Changes that may wait to be written before whoever submits more has to wait too. */
    static final int MAX_WAITING = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int MAX_BATCH = 1024;
    private static final long MAX_BATCH_BYTES = 16L << 20;
    /** So many failures of single changes in a row are the store's fault and not the changes'. */
    private static final int FAILURES_TO_GIVE_IN = 3;

    /** A change that waits to be written; with no outcome to complete, nobody waits for it and it must not be lost. */
    private record Entry(
            Change change, boolean permit, @Nullable CompletableFuture<Outcome> outcome, Runnable afterwards) {
        long bytes() {
            return change instanceof Change.Publish publish
                    ? publish.acceptances().stream()
                            .map(Acceptance::event)
                            .map(event -> event.body())
                            .mapToLong(EventBody::length)
                            .sum()
                    : 0;
        }
    }

    private final String name;
    private final Store store;
    private final Clock clock;
    private final BiConsumer<Change, Outcome> committed;
    private final Runnable batchDone;
    private final Runnable wake;
    private final Semaphore permits = new Semaphore(MAX_WAITING);
    private final Deque<Entry> waiting = new ArrayDeque<>(); // guarded by itself
    private final Deque<Entry> retrying = new ArrayDeque<>(); // confined to the loop

    /**
     * Creates a journal.
     *
     * @param committed told of every change that is durable, before whoever waits for it
     * @param batchDone called after all changes of a batch were told
     * @param wake called when there is something to write
     */
    Journal(
            String name,
            Store store,
            Clock clock,
            BiConsumer<Change, Outcome> committed,
            Runnable batchDone,
            Runnable wake) {
        this.name = name;
        this.store = store;
        this.clock = clock;
        this.committed = committed;
        this.batchDone = batchDone;
        this.wake = wake;
    }

    /**
     * Hands in a change; waits while too many are waiting already. The outcome's dependents run on the journal's loop: they
     * must not block.
     */
    CompletableFuture<Outcome> submit(Change change) {
        permits.acquireUninterruptibly();
        var outcome = new CompletableFuture<Outcome>();
        enqueue(new Entry(change, true, outcome, () -> {}));
        return outcome;
    }

    /** Hands in a change that must not be lost; waits like {@link #submit}. */
    void record(Change change) {
        permits.acquireUninterruptibly();
        enqueue(new Entry(change, true, null, () -> {}));
    }

    /**
     * Hands in a change that must not be lost, without ever waiting: for the engine's own loops, by whose work the number of
     * such changes is bounded.
     *
     * @param afterwards runs on the journal's loop when the change is written; must not block
     */
    void recordNow(Change change, Runnable afterwards) {
        enqueue(new Entry(change, false, null, afterwards));
    }

    /** Writes what has gathered, up to a batch. */
    @Nullable Instant step() {
        List<Entry> batch = nextBatch();
        if (batch.isEmpty()) {
            return null;
        }
        try {
            write(batch);
        } catch (RuntimeException | Error e) {
            writeOneByOne(batch, e);
        }
        return clock.instant();
    }

    /** Writes everything handed in so far, after the loop has ended; what the store does not take is logged and left. */
    void drain() {
        try {
            while (step() != null) {
                // The next batch.
            }
        } catch (StoreException e) {
            LOG.error("{}: the store failed at closing; attempts that could not be recorded are made again", name, e);
        }
    }

    private void enqueue(Entry entry) {
        boolean first;
        synchronized (waiting) {
            first = waiting.isEmpty();
            waiting.addLast(entry);
        }
        if (first) {
            wake.run();
        }
    }

    private List<Entry> nextBatch() {
        var batch = new ArrayList<Entry>();
        while (!retrying.isEmpty() && batch.size() < MAX_BATCH) {
            batch.add(retrying.removeFirst());
        }
        synchronized (waiting) {
            long bytes = 0;
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
                Entry entry = waiting.removeFirst();
                bytes += entry.bytes();
                batch.add(entry);
            }
        }
        return batch;
    }

    private void write(List<Entry> batch) {
        List<Change> changes = batch.stream().map(Entry::change).toList();
        List<Outcome> outcomes = store.commit(changes, clock.instant());
        for (int i = 0; i < batch.size(); i++) {
            done(batch.get(i), outcomes.get(i));
        }
        batchDone.run();
    }

    private void writeOneByOne(List<Entry> batch, Throwable cause) {
        int failuresInRow = 0;
        Throwable last = cause;
        for (Entry entry : batch) {
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
                retrying.addLast(entry);
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

    private void done(Entry entry, Outcome outcome) {
        try {
            committed.accept(entry.change(), outcome);
        } catch (RuntimeException e) {
            LOG.error("{}: following up a committed change failed; the store has it", name, e);
        }
        release(entry);
        entry.afterwards().run();
        if (entry.outcome() != null) {
            entry.outcome().complete(outcome);
        }
    }

    private void release(Entry entry) {
        if (entry.permit()) {
            permits.release();
        }
    }
}
