package io.github.webhooks4j.engine;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Publication;
import io.github.webhooks4j.webhook.Webhook;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into chains. A new chain whose lane has room is held in memory from birth: once it is durable it is delivered
 * without being read back. Thread-safe.
 */
final class Publisher {
    /** Events that one call may publish. */
    static final int MAX_EVENTS = 1000;

    /** The fence of the claim that a chain is born with. */
    private static final int FIRST_FENCE = 1;

    private final Webhooks webhooks;
    private final Lanes lanes;
    private final Leases leases;
    private final Journal journal;
    private final HostCommits hostCommits;
    private final Notifier notifier;
    private final Ids ids;
    private final Claimant claimant;
    private final Clock clock;

    Publisher(
            Webhooks webhooks,
            Lanes lanes,
            Leases leases,
            Journal journal,
            HostCommits hostCommits,
            Notifier notifier,
            Ids ids,
            Claimant claimant,
            Clock clock) {
        this.webhooks = webhooks;
        this.lanes = lanes;
        this.leases = leases;
        this.journal = journal;
        this.hostCommits = hostCommits;
        this.notifier = notifier;
        this.ids = ids;
        this.claimant = claimant;
        this.clock = clock;
    }

    /**
     * Publishes events to every webhook that matches; the future fails with {@link EventConflictException} on a conflict, and with
     * {@link OutdatedWebhooksException} if they are to be matched again.
     */
    CompletableFuture<List<Publication>> publish(List<Event> events) {
        checkEvents(events);
        Instant now = clock.instant();
        // Before they are matched: what the store is asked for covers at least what they were matched by.
        List<Long> basis = webhooks.basis();
        return submit(
                events.stream()
                        .map(event -> accept(event, webhooks.matching(event), basis, now))
                        .toList(),
                now);
    }

    /** Publishes an event to one webhook, whatever its filter. */
    CompletableFuture<List<Publication>> publishTo(Webhook webhook, Event event) {
        Instant now = clock.instant();
        return submit(List.of(accept(event, List.of(webhook), webhooks.basis(), now)), now);
    }

    /** Publishes events in a transaction of the host's; throws {@link EventConflictException} on a conflict. */
    List<Publication> publish(Connection connection, List<Event> events) {
        checkEvents(events);
        try {
            return hostCommits.publish(connection, accept(events, webhooks.basis()));
        } catch (OutdatedWebhooksException e) {
            webhooks.readAnew(e, Webhooks.MAX_CHOICES);
            // They are now as the store has them. The application's transaction may not even see that: it may be older.
            return hostCommits.publish(connection, accept(events, List.of()));
        }
    }

    /** Nobody holds the chains from birth: the host may roll back, and would tell nobody. */
    private List<Acceptance> accept(List<Event> events, List<Long> basis) {
        var acceptances = new ArrayList<Acceptance>(events.size());
        for (Event event : events) {
            acceptances.add(new Acceptance(
                    event,
                    webhooks.matching(event).stream()
                            .map(webhook -> newChain(webhook, null))
                            .toList(),
                    basis));
        }
        return acceptances;
    }

    private Acceptance accept(Event event, List<Webhook> matching, List<Long> basis, Instant now) {
        var chains = new ArrayList<NewChain>(matching.size());
        for (Webhook webhook : matching) {
            NewChain chain = newChain(webhook, claimant);
            boolean held = lanes.reserve(chain.lane(), event.body().length(), now);
            chains.add(held ? chain : chain.unclaimed());
        }
        return new Acceptance(event, chains, basis);
    }

    private NewChain newChain(Webhook webhook, @Nullable Claimant holder) {
        return new NewChain(
                ids.chain(),
                webhook.id(),
                webhook.revision(),
                webhook.settings().plan(),
                holder);
    }

    private CompletableFuture<List<Publication>> submit(List<Acceptance> acceptances, Instant now) {
        return journal.submit(new Change.Publish(acceptances)).handle((outcome, failure) -> {
            if (outcome instanceof Outcome.Published published) {
                var publications = new ArrayList<Publication>(acceptances.size());
                for (int i = 0; i < acceptances.size(); i++) {
                    publications.add(accepted(
                            acceptances.get(i), published.publications().get(i), now));
                }
                return publications;
            }
            // If the store kept it all the same, nobody here holds it: the lease that it was born with ends by itself.
            acceptances.forEach(acceptance -> acceptance.chains().forEach(chain -> giveUp(acceptance.event(), chain)));
            throw failed(outcome, failure, acceptances);
        });
    }

    private Publication accepted(Acceptance acceptance, Publication publication, Instant now) {
        Event event = acceptance.event();
        // A commit that was kept though it failed is tried again, and repeats itself: its chains are these very ones.
        boolean ours = false;
        for (NewChain chain : acceptance.chains()) {
            if (!publication.chains().contains(chain.id())) {
                giveUp(event, chain);
                continue;
            }
            ours = true;
            notifier.tell(new StateChange.ChainStarted(chain.id(), chain.webhook(), event.id()));
            if (chain.claimant() == null) {
                lanes.noteDueInStore(chain.lane(), clock.instant());
                continue;
            }
            DueDelivery delivery = firstDelivery(chain, event);
            leases.began(delivery, now);
            if (!lanes.offerReserved(delivery)) {
                release(chain);
            }
        }
        return ours ? new Publication(event.id(), publication.chains(), false) : publication;
    }

    private void giveUp(Event event, NewChain chain) {
        if (chain.claimant() != null) {
            lanes.unreserve(chain.lane(), event.body().length());
        }
    }

    private void release(NewChain chain) {
        journal.giveBack(firstClaim(chain));
    }

    private static DueDelivery firstDelivery(NewChain chain, Event event) {
        return new DueDelivery(firstClaim(chain), NextAttempt.FIRST, chain.lane(), chain.revision(), event.body());
    }

    private static DueKey firstClaim(NewChain chain) {
        return new DueKey(new DeliveryId(chain.id(), 0), 0, FIRST_FENCE);
    }

    private static RuntimeException failed(
            @Nullable Outcome outcome, @Nullable Throwable failure, List<Acceptance> acceptances) {
        if (outcome instanceof Outcome.EventConflict conflict) {
            return new EventConflictException(conflict.event());
        }
        if (outcome instanceof Outcome.WebhooksOutdated) {
            return new OutdatedWebhooksException(acceptances.get(0).basedOn());
        }
        return failure instanceof RuntimeException known
                ? known
                : new IllegalStateException("publishing failed in a way of its own", failure);
    }

    private static void checkEvents(List<Event> events) {
        if (events.isEmpty() || events.size() > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "one call must publish 1 to " + MAX_EVENTS + " events, was " + events.size());
        }
        var seen = new HashSet<EventId>();
        for (Event event : events) {
            if (!seen.add(event.id())) {
                throw new IllegalArgumentException(
                        "the events of one call must have ids of their own, but " + event.id() + " stands twice");
            }
        }
    }
}
