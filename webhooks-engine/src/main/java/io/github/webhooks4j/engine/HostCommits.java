package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Publication;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.store.TransactionalStore;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events written in transactions of the host's. Nobody tells of their commit, and a NOTIFY among the host's statements would make
 * all its commits wait for each other; so the store is asked for them, often and for a while. What is committed after that is
 * found like what another node left: by the net below all notes. {@link #step} belongs to one loop; the rest is thread-safe.
 */
final class HostCommits {
    /** Events that are looked for at a time; of more, the net takes care. */
    static final int MAX_AWAITED = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private record Awaited(Acceptance acceptance, Instant until) {}

    private final Store store;
    private final Lanes lanes;
    private final Notifier notifier;
    private final Clock clock;
    private final Runnable wake;
    private final Map<EventId, Awaited> awaited = new LinkedHashMap<>(); // guarded by itself

    /**
     * Creates one.
     *
     * @param wake has {@link #step} done soon; must not block
     */
    HostCommits(Store store, Lanes lanes, Notifier notifier, Clock clock, Runnable wake) {
        this.store = store;
        this.lanes = lanes;
        this.notifier = notifier;
        this.clock = clock;
        this.wake = wake;
    }

    /** Writes events through the host's connection; throws {@link EventConflictException} on a conflict, {@link OutdatedWebhooksException}. */
    List<Publication> publish(Connection connection, List<Acceptance> acceptances) {
        TransactionalStore transactional = transactional();
        Outcome outcome = transactional.publish(connection, acceptances, clock.instant());
        if (outcome instanceof Outcome.EventConflict conflict) {
            throw new EventConflictException(conflict.event());
        }
        if (outcome instanceof Outcome.WebhooksOutdated) {
            throw new OutdatedWebhooksException(acceptances.get(0).basedOn());
        }
        List<Publication> publications = ((Outcome.Published) outcome).publications();
        var started = new ArrayList<Acceptance>();
        for (int i = 0; i < acceptances.size(); i++) {
            if (!publications.get(i).repeated() && !publications.get(i).chains().isEmpty()) {
                started.add(acceptances.get(i));
            }
        }
        await(started);
        return publications;
    }

    /** Looks for what was committed meanwhile; returns when to look again, null if nothing is awaited. */
    @Nullable Instant step() {
        List<EventId> ids;
        synchronized (awaited) {
            ids = List.copyOf(awaited.keySet());
        }
        if (ids.isEmpty()) {
            return null;
        }
        List<Publication> accepted = transactional().accepted(ids);
        Instant now = clock.instant();
        for (Publication publication : accepted) {
            committed(remove(publication.event()), publication, now);
        }
        synchronized (awaited) {
            awaited.values().removeIf(event -> now.isAfter(event.until()));
            return awaited.isEmpty() ? null : now.plus(LOOK_AGAIN);
        }
    }

    private void await(List<Acceptance> started) {
        Instant until = clock.instant().plus(PATIENCE);
        synchronized (awaited) {
            for (Acceptance acceptance : started) {
                if (awaited.size() < MAX_AWAITED) {
                    awaited.put(acceptance.event().id(), new Awaited(acceptance, until));
                }
            }
        }
        if (!started.isEmpty()) {
            wake.run();
        }
    }

    private @Nullable Awaited remove(EventId id) {
        synchronized (awaited) {
            return awaited.remove(id);
        }
    }

    private void committed(@Nullable Awaited event, Publication publication, Instant now) {
        if (event == null) {
            return;
        }
        for (NewChain chain : event.acceptance().chains()) {
            ChainId id = chain.id();
            // The host may have rolled back, and somebody have published the event again: those chains are not ours to
            // tell of.
            if (publication.chains().contains(id)) {
                notifier.tell(new StateChange.ChainStarted(
                        id, chain.webhook(), event.acceptance().event().id()));
                lanes.noteDueInStore(chain.lane(), now);
            }
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
