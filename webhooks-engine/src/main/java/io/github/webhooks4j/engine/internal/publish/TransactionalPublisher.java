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
 * Events written in transactions of the application's, with the list of the chains that they start. The engine is not notified of
 * the commit, and a NOTIFY among the application's statements would make all its commits wait for each other; so the store is asked
 * for them, often and for a while. What is committed later, or after this node has ended, is found by {@link FanOut} of any node.
 * {@link #step} belongs to one task; the rest is thread-safe.
 */
public final class TransactionalPublisher implements BackgroundTask {
    /** Events that are looked for at a time; of more, {@link FanOut} takes care. */
    static final int MAX_AWAITED = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Store store;
    private final Clock clock;
    private final FanOut fanOut;
    private final Waker waker;
    /** Each with the time until which it is looked for. */
    private final Map<EventId, Instant> awaited = new LinkedHashMap<>(); // guarded by itself

    /**
     * Creates one.
     *
     * @param fanOut creates the chains of events that were committed
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
     * OutdatedWebhooksException}.
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
        List<PublishResult> publications = ((MutationResult.Published) outcome).publications();
        await(publications.stream()
                .filter(publication ->
                        !publication.duplicate() && !publication.chains().isEmpty())
                .map(PublishResult::event)
                .toList());
        return publications;
    }

    /** Looks for what was committed in the meantime; returns when to look again, null if nothing is awaited. */
    @Override
    public @Nullable Instant step() {
        List<EventId> ids;
        synchronized (awaited) {
            ids = List.copyOf(awaited.keySet());
        }
        if (ids.isEmpty()) {
            return null;
        }
        List<PublishResult> accepted = transactional().accepted(ids);
        Instant now = clock.instant();
        if (!accepted.isEmpty()) {
            fanOut.note();
        }
        synchronized (awaited) {
            accepted.forEach(publication -> awaited.remove(publication.event()));
            awaited.values().removeIf(now::isAfter);
            return awaited.isEmpty() ? null : now.plus(LOOK_AGAIN);
        }
    }

    private void await(List<EventId> started) {
        Instant until = clock.instant().plus(PATIENCE);
        synchronized (awaited) {
            for (EventId event : started) {
                if (awaited.size() < MAX_AWAITED) {
                    awaited.put(event, until);
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
                "publishing in a transaction of the host's needs a store on the host's database, was "
                        + store.getClass().getSimpleName() + "; publish without a connection");
    }
}
