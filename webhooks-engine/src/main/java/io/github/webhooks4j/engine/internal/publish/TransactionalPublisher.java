package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.registry.OutdatedWebhooksException;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.TransactionalStore;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in transactions of the application, each with the list of the chains that it starts. The engine is not
 * notified when the application commits, and a NOTIFY inside its transaction would serialise all commits. So the store
 * is polled for these events, often and for a limited time. The {@link FanOut} of any node finds those that are
 * committed later, or after this node has ended. {@link #step} belongs to one task; the rest is thread-safe.
 */
public final class TransactionalPublisher implements BackgroundTask {
    /** Events that are polled for at a time; {@link FanOut} finds the others. */
    static final int MAX_AWAITED = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Store store;
    private final Clock clock;
    private final FanOut fanOut;
    private final Waker waker;
    /** Each event with the time until which the store is polled for it. */
    private final Map<EventId, Instant> awaitingCommit = new LinkedHashMap<>(); // guarded by itself

    /**
     * Creates a publisher.
     *
     * @param fanOut creates the chains of committed events
     * @param waker wakes this task
     */
    public TransactionalPublisher(Store store, Clock clock, FanOut fanOut, Waker waker) {
        this.store = store;
        this.clock = clock;
        this.fanOut = fanOut;
        this.waker = waker;
    }

    /**
     * Writes events through the application's connection; throws {@link EventConflictException} on a conflict, {@link
     * OutdatedWebhooksException} or {@link NumberTakenException} if it must be tried again.
     */
    List<PublishResult> publish(Connection connection, List<NewEvent> acceptances) {
        TransactionalStore transactional = transactional();
        MutationResult outcome = transactional.publish(connection, acceptances);
        if (outcome instanceof MutationResult.EventConflict conflict) {
            throw new EventConflictException(conflict.event());
        }
        if (outcome instanceof MutationResult.WebhooksOutdated) {
            throw new OutdatedWebhooksException(acceptances.get(0).basedOn());
        }
        if (outcome instanceof MutationResult.NumberTaken taken) {
            throw new NumberTakenException(taken.event());
        }
        List<PublishResult> publications = ((MutationResult.Published) outcome).publications();
        await(publications.stream()
                .filter(publication ->
                        !publication.duplicate() && !publication.chains().isEmpty())
                .map(PublishResult::event)
                .toList());
        return publications;
    }

    /**
     * Polls the store for events that were committed in the meantime; returns when to poll again, null if none is
     * awaited.
     */
    @Override
    public @Nullable Instant step() {
        List<EventId> ids;
        synchronized (awaitingCommit) {
            ids = List.copyOf(awaitingCommit.keySet());
        }
        if (ids.isEmpty()) {
            return null;
        }
        List<PublishResult> accepted = transactional().accepted(ids);
        Instant now = clock.instant();
        if (!accepted.isEmpty()) {
            fanOut.note();
        }
        synchronized (awaitingCommit) {
            accepted.forEach(publication -> awaitingCommit.remove(publication.event()));
            awaitingCommit.values().removeIf(now::isAfter);
            return awaitingCommit.isEmpty() ? null : now.plus(LOOK_AGAIN);
        }
    }

    private void await(List<EventId> started) {
        Instant until = clock.instant().plus(PATIENCE);
        synchronized (awaitingCommit) {
            for (EventId event : started) {
                if (awaitingCommit.size() < MAX_AWAITED) {
                    awaitingCommit.put(event, until);
                }
            }
        }
        if (!started.isEmpty()) {
            waker.wake();
        }
    }

    private TransactionalStore transactional() {
        if (store instanceof TransactionalStore transactional) {
            return transactional;
        }
        throw new IllegalStateException(
                "publishing in a transaction of the application needs a store in the application's database, was "
                        + store.getClass().getSimpleName() + "; publish without a connection");
    }
}
