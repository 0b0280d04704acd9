package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: gathers changes from all threads and writes them together. While one batch is on its way to the disk the next one
 * gathers by itself, so batches grow with the load. Where the store gains by it, several batches are on their way at once, of
 * different chains: what happens to one chain is written, and told, in the order in which it was handed in.
 *
 * <p>A caller who waits for a change is told within the bound it was submitted with, whatever the store does: that it is written,
 * that it is not, or that its outcome is unknown, since the store has it and does not respond. A <em>record</em>, for which no
 * caller waits, is tried until the store takes it, or set aside if the store takes others and never this one.
 *
 * <p>Thread-safe. What is called from {@link #step} runs there, never twice at a time, and must not block.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int DRAIN_ATTEMPTS = 3;
    private static final Duration NO_BOUND = Duration.ofDays(1);
    /** Records that have failed for longer than this make health red. */
    private static final Duration ALARMING = Duration.ofSeconds(10);

    private final String name;
    private final Store store;
    private final Clock clock;
    private final JournalLimits limits;
    private final Duration bound;
    private final EngineParts.Driver driver;
    private final Permits permits;
    private final CommitQueue queue;
    private final StoreTrouble trouble;
    private final JournalWriter writer;

    /**
     * Creates a journal.
     *
     * @param limits what bounds it
     * @param bound after which a caller is told that the store has not responded
     * @param queueing puts something between the journal and its queue: the queue itself but for tests
     * @param shelf takes records that the store never takes
     * @param committed told of every change that is durable, before whoever waits for it
     * @param batchDone called after all changes of a batch were told
     */
    Journal(
            String name,
            Store store,
            Clock clock,
            JournalLimits limits,
            Duration bound,
            UnaryOperator<CommitQueue> queueing,
            SetAsideShelf shelf,
            BiConsumer<Change, Outcome> committed,
            Runnable batchDone,
            EngineParts.Driver driver) {
        this.name = name;
        this.store = store;
        this.clock = clock;
        this.limits = limits;
        this.bound = bound;
        this.driver = driver;
        this.permits = new Permits(limits.maxWaiting());
        this.queue = queueing.apply(new JournalQueue(clock, limits, driver::wakeJournal));
        this.trouble = new StoreTrouble(name, clock, limits.failuresOfStore());
        this.writer =
                new JournalWriter(name, store, clock, limits, queue, permits, trouble, shelf, committed, batchDone);
    }

    /** Hands in a change as {@link #submit(Change, Duration)} does, with the bound of {@code publish}. */
    CompletableFuture<Outcome> submit(Change change) {
        return submit(change, bound);
    }

    /**
     * Hands in a change; waits while too many are waiting already. The outcome comes within {@code bound}, the waiting included,
     * or a {@link StoreException}. What depends on it runs on the journal's loop, or where {@link EngineParts.Driver#after} runs
     * things: it must not block.
     */
    CompletableFuture<Outcome> submit(Change change, Duration bound) {
        JournalEntry entry = JournalEntry.awaited(change, maxPermits());
        CompletableFuture<Outcome> outcome = entry.outcomeOfCaller();
        CompletableFuture<Boolean> room = permits.acquire(entry.permits());
        boolean handedIn = false;
        try {
            Runnable notExpired = driver.after(bound, () -> expire(entry, room, bound));
            var unused = outcome.whenComplete((done, failure) -> notExpired.run());
            if (!room.isDone()) {
                driver.await(room, bound);
            }
            if (!room.getNow(false)) {
                // Nothing if it was told that it has waited too long.
                outcome.completeExceptionally(new EngineClosedException(name));
            } else if (outcome.isDone()) {
                permits.release(entry.permits());
            } else {
                enqueue(entry);
            }
            handedIn = true;
        } finally {
            if (!handedIn && !permits.cancel(room) && room.getNow(false)) {
                permits.release(entry.permits());
            }
        }
        return outcome;
    }

    /**
     * Hands in a change as {@link #submit} does, without ever waiting and without a bound: for the engine's own loops, as {@link
     * #recordNow} is.
     */
    CompletableFuture<Outcome> submitNow(Change change) {
        JournalEntry entry = JournalEntry.awaited(change, 0);
        enqueue(entry);
        return entry.outcomeOfCaller();
    }

    /** Hands in a change that must not be lost; waits while too many are waiting already, until the journal is closed. */
    void record(Change change) {
        JournalEntry entry = JournalEntry.record(change, maxPermits(), () -> {});
        CompletableFuture<Boolean> room = permits.acquire(entry.permits());
        while (!room.isDone()) {
            driver.await(room, NO_BOUND);
        }
        if (room.getNow(false)) {
            enqueue(entry);
        } else {
            warnOfLoss(entry);
        }
    }

    /**
     * Hands in a change that must not be lost, without ever waiting: for the engine's own loops, by whose work the number of
     * such changes is bounded.
     *
     * @param afterwards runs on the journal's loop when the change is written; must not block
     */
    void recordNow(Change change, Runnable afterwards) {
        enqueue(JournalEntry.record(change, 0, afterwards));
    }

    /** Hands in that a claim is given back untried, without ever waiting. */
    void giveBack(DueKey claim) {
        recordNow(new Change.Release(claim), () -> {});
    }

    /** Hands in that claims are given back untried, without ever waiting. */
    void giveBack(List<DueDelivery> deliveries) {
        deliveries.forEach(delivery -> giveBack(delivery.key()));
    }

    /**
     * Writes what has gathered, up to a batch. May be called while another call is writing.
     *
     * @return when to do it again: at once if there was something, otherwise when something is to be tried again
     */
    @Nullable Instant step() {
        List<JournalEntry> batch = queue.nextBatch();
        if (batch.isEmpty()) {
            return trouble.problem() == null ? queue.nextRetry() : probe();
        }
        try {
            writer.write(batch);
        } finally {
            queue.arrived(batch);
        }
        return clock.instant();
    }

    /** Writes everything handed in so far, after the loop has ended; what the store does not take is logged and left. */
    void drain() {
        for (int round = 0; round < DRAIN_ATTEMPTS; round++) {
            queue.retryNow();
            if (drainOnce()) {
                return;
            }
        }
        LOG.error("{}: the store failed at closing; attempts that are not recorded are made again", name);
    }

    /** Writes what can be taken now; returns whether the store took something of every batch. */
    private boolean drainOnce() {
        int failures = 0;
        List<JournalEntry> batch = queue.nextBatch();
        while (!batch.isEmpty() && failures < DRAIN_ATTEMPTS) {
            // One record that fails alone says nothing of what comes after it.
            boolean alone = batch.size() == 1 && batch.get(0).standing.alone;
            try {
                failures += writer.write(batch) || alone ? 0 : 1;
            } catch (VirtualMachineError e) {
                failures++;
                LOG.error("{}: writing failed at closing", name, e);
            } finally {
                queue.arrived(batch);
            }
            batch = failures < DRAIN_ATTEMPTS ? queue.nextBatch() : batch;
        }
        return failures == 0;
    }

    /** Takes nothing more, and tells whoever still waits: that nothing was done of it, or that its outcome is unknown. */
    void close() {
        for (JournalEntry entry : queue.close()) {
            refuse(entry);
        }
        permits.close();
        for (JournalEntry entry : queue.taken()) {
            if (!entry.isRecord()) {
                entry.outcomeOfCaller().completeExceptionally(unknown("before the engine was closed"));
            }
        }
    }

    /** Returns sentences for people about what cannot be written. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        String problem = trouble.problem();
        if (problem != null) {
            problems.add(problem);
        }
        Instant since = queue.failingSince();
        if (since != null && since.plus(ALARMING).isBefore(clock.instant())) {
            problems.add("records of what happened could not be written yet, " + queue.retrying()
                    + " of them, the first since " + since + "; they are tried again until the store takes them");
        }
        return problems;
    }

    /** Returns the permits that are left, for tests. */
    int freePermits() {
        return permits.free();
    }

    /** Asks a store that refused the last changes, and is sent nothing at present, whether it takes changes again. */
    private Instant probe() {
        try {
            store.commit(List.of(), clock.instant());
            if (trouble.succeeded()) {
                queue.retryNow();
            }
            return clock.instant();
        } catch (RuntimeException e) {
            trouble.failed(e, false);
            return clock.instant().plus(limits.outagePause());
        }
    }

    private void expire(JournalEntry entry, CompletableFuture<Boolean> room, Duration bound) {
        CompletableFuture<Outcome> outcome = entry.outcomeOfCaller();
        boolean wasWaiting = permits.cancel(room);
        if (!wasWaiting && queue.withdraw(entry)) {
            permits.release(entry.permits());
            wasWaiting = true;
        }
        if (wasWaiting) {
            outcome.completeExceptionally(
                    new StoreException(
                            StoreException.Reason.FAILED,
                            "the change was not written within " + bound
                                    + ", since the store does not respond or is behind; nothing of it was kept, so try it again"));
        } else {
            outcome.completeExceptionally(unknown("within " + bound));
        }
    }

    static StoreException unknown(String when) {
        return new StoreException(
                StoreException.Reason.OUTCOME_UNKNOWN,
                "the store did not respond " + when + ", so that the change may be kept or not; "
                        + "of an event it tells to publish it again under its id");
    }

    private int maxPermits() {
        return Math.max(1, limits.maxWaiting() / 4);
    }

    private void enqueue(JournalEntry entry) {
        if (!queue.add(entry)) {
            refuse(entry);
        }
    }

    private void refuse(JournalEntry entry) {
        permits.release(entry.permits());
        if (entry.isRecord()) {
            warnOfLoss(entry);
        } else {
            entry.outcomeOfCaller().completeExceptionally(new EngineClosedException(name));
        }
    }

    private void warnOfLoss(JournalEntry entry) {
        LOG.warn("{}: closed before a {} was written; its work is done again later", name, entry.name());
    }
}
