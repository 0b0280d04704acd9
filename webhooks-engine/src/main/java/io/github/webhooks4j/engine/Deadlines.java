package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Interrupts chains whose callback deadline has passed. {@link #step} belongs to one task; the rest is thread-safe. */
final class Deadlines implements CommitListener, BackgroundTask {
    private static final int BATCH = 500;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Store store;
    private final CommitGateway commits;
    private final Clock clock;
    private final Waker waker;
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Instant next;

    /**
     * Creates one.
     *
     * @param waker wakes this task
     */
    Deadlines(Store store, CommitGateway commits, Clock clock, Waker waker) {
        this.store = store;
        this.commits = commits;
        this.clock = clock;
        this.waker = waker;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> {
            settled(entry.change());
            if (entry.outcome() instanceof Outcome.Applied applied
                    && applied.after().chain().state() instanceof AwaitingCallback awaiting) {
                note(awaiting.deadline());
            }
        });
    }

    @Override
    public void onDropped(Change change) {
        settled(change);
    }

    private void settled(Change change) {
        if (change instanceof Change.Apply apply
                && apply.input() instanceof ChainInput.TimePassed
                && submitted.remove(apply.chain())) {
            waker.wake();
        }
    }

    /** Notes a deadline, which may be earlier than all that were known. */
    private void note(Instant deadline) {
        Instant known = next;
        if (known == null || deadline.isBefore(known)) {
            waker.wake();
        }
    }

    @Override
    public Instant step() {
        Instant now = clock.instant();
        for (ChainId chain : store.overdue(now, BATCH)) {
            if (submitted.add(chain)) {
                commits.enqueue(new Change.Apply(chain, new ChainInput.TimePassed()));
            }
        }
        Instant latest = now.plus(LOOK_AGAIN);
        // While some are being written the store still names them as the earliest; their end wakes this task.
        Instant earliest = submitted.isEmpty() ? store.earliestDeadline(now).orElse(latest) : latest;
        next = earliest.isBefore(latest) ? earliest : latest;
        return earliest.isBefore(latest) ? earliest : latest;
    }
}
