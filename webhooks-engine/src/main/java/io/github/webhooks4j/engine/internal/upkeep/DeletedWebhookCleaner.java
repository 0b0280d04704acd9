package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.registry.RegistryListener;
import io.github.webhooks4j.engine.internal.registry.StatusChange;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cancels the unfinished chains of deleted webhooks. They count as cancelled from the deletion on, so no caller waits
 * for this. The node that deletes a webhook starts at once. The others check later, in case that node died or a node
 * that did not know of the deletion yet started further chains. Until all cancellations are written, no delivery of the
 * webhook starts. One task calls {@link #step}; the rest is thread-safe.
 */
public final class DeletedWebhookCleaner implements CommitListener, RegistryListener, BackgroundTask {
    private static final int BATCH = 500;
    /** The pause while submitted cancellations are not written yet. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** The pause after another node deleted a webhook. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Store store;
    private final CommandGateway commits;
    private final LaneScheduler lanes;
    private final Clock clock;
    private final Waker waker;
    private final Set<WebhookId> deleted = ConcurrentHashMap.newKeySet();
    /** Chains that were submitted and are not written yet: their number must not grow while the store takes nothing. */
    private final Set<ChainId> submitted = ConcurrentHashMap.newKeySet();

    private DueTime next = DueTime.atOnce(LOOK_AGAIN); // guarded by this

    /**
     * Creates a cleaner.
     *
     * @param waker wakes this task
     */
    public DeletedWebhookCleaner(Store store, CommandGateway commits, LaneScheduler lanes, Clock clock, Waker waker) {
        this.store = store;
        this.commits = commits;
        this.lanes = lanes;
        this.clock = clock;
        this.waker = waker;
    }

    @Override
    public void onStatusChanged(StatusChange change) {
        if (change.webhook().status() == WebhookStatus.DELETED) {
            note(change.webhook().id());
        }
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> settled(entry.change()));
    }

    @Override
    public void onDropped(Mutation change) {
        settled(change);
    }

    private void settled(Mutation change) {
        if (change instanceof Mutation.Apply apply
                && apply.input() instanceof ChainEvent.Cancel
                && submitted.remove(apply.chain())
                && submitted.isEmpty()) {
            lookNow();
        }
    }

    /** Records that a webhook was deleted, by this or another node; does not block. */
    public void note(WebhookId webhook) {
        deleted.add(webhook);
        commits.release(lanes.park(webhook));
        lookAt(clock.instant().plus(PATIENCE));
    }

    /** Makes the next step query the store in any case; does not block. */
    public void lookNow() {
        lookAt(Instant.MIN);
        waker.wake();
    }

    /** Submits some of the remaining cancellations; returns when to continue. */
    @Override
    public Instant step() {
        Instant now = clock.instant();
        synchronized (this) {
            if (!next.isDue(now)) {
                return next.at();
            }
            next = next.after(now, LOOK_AGAIN);
        }
        List<WebhookId> before = List.copyOf(deleted);
        List<ChainId> abandoned = abandoned();
        if (abandoned.isEmpty()) {
            before.forEach(deleted::remove);
            before.forEach(lanes::unpark);
        } else {
            lookAt(now.plus(PAUSE));
            abandoned.stream().filter(submitted::add).toList().forEach(this::cancel);
        }
        return next();
    }

    private List<ChainId> abandoned() {
        try {
            return store.abandoned(BATCH);
        } catch (RuntimeException | Error e) {
            lookAt(Instant.MIN);
            throw e;
        }
    }

    private void cancel(ChainId chain) {
        commits.enqueue(new Mutation.Apply(chain, new ChainEvent.Cancel()));
    }

    private synchronized void lookAt(Instant time) {
        next = time.isBefore(next.at()) ? new DueTime(time, LOOK_AGAIN) : next;
    }

    private synchronized Instant next() {
        return next.at();
    }
}
