package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Interrupts chains whose callback deadline has passed. One task calls {@link #step}; the rest is thread-safe. */
public final class CallbackTimeouts implements CommitListener, BackgroundTask {
    private static final int BATCH = 500;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Store store;
    private final CommandGateway commits;
    private final Clock clock;
    private final Waker waker;
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Instant next;

    /**
     * Creates it without a known deadline.
     *
     * @param waker wakes this task
     */
    public CallbackTimeouts(Store store, CommandGateway commits, Clock clock, Waker waker) {
        this.store = store;
        this.commits = commits;
        this.clock = clock;
        this.waker = waker;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> {
            settled(entry.change());
            if (entry.outcome() instanceof MutationResult.Applied applied
                    && applied.after().chain().state() instanceof AwaitingCallback awaiting) {
                note(awaiting.deadline());
            }
        });
    }

    @Override
    public void onDropped(Mutation change) {
        settled(change);
    }

    private void settled(Mutation change) {
        if (change instanceof Mutation.Apply apply
                && apply.input() instanceof ChainEvent.DeadlineCheck
                && submitted.remove(apply.chain())) {
            waker.wake();
        }
    }

    /** Records a deadline, which may be earlier than all known ones. */
    private void note(Instant deadline) {
        Instant known = next;
        if (known == null || deadline.isBefore(known)) {
            waker.wake();
        }
    }

    @Override
    public Instant step() {
        Instant now = clock.instant();
        for (ChainId chain : store.chainsPastDeadline(BATCH)) {
            if (submitted.add(chain)) {
                commits.enqueue(new Mutation.Apply(chain, new ChainEvent.DeadlineCheck()));
            }
        }
        Instant latest = now.plus(LOOK_AGAIN);
        // While some are being written, the store still returns them as the earliest; their completion wakes this task.
        Instant earliest = submitted.isEmpty() ? store.nextDeadline().orElse(latest) : latest;
        next = earliest.isBefore(latest) ? earliest : latest;
        return earliest.isBefore(latest) ? earliest : latest;
    }
}
