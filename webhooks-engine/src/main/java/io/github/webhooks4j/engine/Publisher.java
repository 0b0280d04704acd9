package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
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
    /** Chains that several events may start together, published in one call. */
    static final int MAX_CHAINS = 10_000;
    /** Chains that one event may start, published in a call of its own. */
    static final int MAX_CHAINS_OF_EVENT = 100_000;

    /** The fence of the claim that a chain is born with. */
    private static final int FIRST_FENCE = 1;

    private final Webhooks webhooks;
    private final Lanes lanes;
    private final Leases leases;
    private final Journal journal;
    private final HostCommits hostCommits;
    private final FanOut fanOut;
    private final int slice;
    private final Notifier notifier;
    private final Ids ids;
    private final Claimant claimant;
    private final Clock clock;

    /**
     * Creates a publisher.
     *
     * @param slice chains that one transaction should create at most
     */
    Publisher(
            Webhooks webhooks,
            Lanes lanes,
            Leases leases,
            Journal journal,
            HostCommits hostCommits,
            FanOut fanOut,
            int slice,
            Notifier notifier,
            Ids ids,
            Claimant claimant,
            Clock clock) {
        this.webhooks = webhooks;
        this.lanes = lanes;
        this.leases = leases;
        this.journal = journal;
        this.hostCommits = hostCommits;
        this.fanOut = fanOut;
        this.slice = slice;
        this.notifier = notifier;
        this.ids = ids;
        this.claimant = claimant;
        this.clock = clock;
    }

    /**
     * Publishes events to every webhook that matches; the future fails with {@link EventConflictException} on a conflict, and with
     * {@link OutdatedWebhooksException} if they are to be matched again.
     *
     * @throws IllegalArgumentException if the events are too many or would start too many chains
     */
    CompletableFuture<List<PublishResult>> publish(List<Event> events) {
        checkEvents(events);
        // Before they are matched: what the store is asked for covers at least what they were matched by.
        List<Long> basis = webhooks.basis();
        List<List<Webhook>> matching = matching(events);
        Instant now = clock.instant();
        int chains = matching.stream().mapToInt(List::size).sum();
        var acceptances = new ArrayList<Acceptance>(events.size());
        for (int i = 0; i < events.size(); i++) {
            // More than one transaction should create is only listed, and created slice by slice afterwards.
            acceptances.add(
                    chains > slice
                            ? list(events.get(i), matching.get(i), basis)
                            : accept(events.get(i), matching.get(i), basis, now));
        }
        return submit(acceptances, now);
    }

    /** Publishes an event to one webhook, whatever its filter. */
    CompletableFuture<List<PublishResult>> publishTo(Webhook webhook, Event event) {
        Instant now = clock.instant();
        return submit(List.of(accept(event, List.of(webhook), webhooks.basis(), now)), now);
    }

    /** Publishes events in a transaction of the application's; throws {@link EventConflictException} on a conflict. */
    List<PublishResult> publish(Connection connection, List<Event> events) {
        checkEvents(events);
        try {
            return hostCommits.publish(connection, list(events, webhooks.basis()));
        } catch (OutdatedWebhooksException e) {
            webhooks.readAnew(e, Webhooks.MAX_CHOICES);
            // They are now as the store has them. The application's transaction may not even see that: it may be older.
            return hostCommits.publish(connection, list(events, List.of()));
        }
    }

    /**
     * However few the chains are: the application's transaction writes no more than it must, and nothing is held in memory that
     * would have to be released when it rolls back.
     */
    private List<Acceptance> list(List<Event> events, List<Long> basis) {
        List<List<Webhook>> matching = matching(events);
        var acceptances = new ArrayList<Acceptance>(events.size());
        for (int i = 0; i < events.size(); i++) {
            acceptances.add(list(events.get(i), matching.get(i), basis));
        }
        return acceptances;
    }

    /** Returns the webhooks of each event; refuses what would start too many chains. */
    private List<List<Webhook>> matching(List<Event> events) {
        var matching = new ArrayList<List<Webhook>>(events.size());
        long chains = 0;
        int most = events.size() == 1 ? MAX_CHAINS_OF_EVENT : MAX_CHAINS;
        for (Event event : events) {
            List<Webhook> webhooksOfEvent = webhooks.matching(event);
            chains += webhooksOfEvent.size();
            if (chains <= most) {
                matching.add(webhooksOfEvent);
            }
        }
        if (chains > most && events.size() == 1) {
            throw new IllegalArgumentException("event " + events.get(0).id() + " must start at most " + most
                    + " chains, one for each webhook that it matches, was " + chains
                    + "; publish it as several events with topics of fewer webhooks");
        }
        if (chains > most) {
            throw new IllegalArgumentException("the events of one call must start at most " + most
                    + " chains together, was " + chains + "; publish fewer events in one call");
        }
        return matching;
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

    private Acceptance list(Event event, List<Webhook> matching, List<Long> basis) {
        var chains = new ArrayList<NewChain>(matching.size());
        matching.forEach(webhook -> chains.add(newChain(webhook, null)));
        return new Acceptance(event, chains, basis, slice);
    }

    private NewChain newChain(Webhook webhook, @Nullable Claimant holder) {
        return new NewChain(
                ids.chain(),
                webhook.id(),
                webhook.revision(),
                webhook.settings().plan(),
                holder);
    }

    private CompletableFuture<List<PublishResult>> submit(List<Acceptance> acceptances, Instant now) {
        return journal.submit(new Change.Publish(acceptances)).handle((outcome, failure) -> {
            if (outcome instanceof Outcome.Published published) {
                var publications = new ArrayList<PublishResult>(acceptances.size());
                var inStore = new ArrayList<LaneDue>();
                for (int i = 0; i < acceptances.size(); i++) {
                    publications.add(accepted(
                            acceptances.get(i), published.publications().get(i), now, inStore));
                }
                lanes.noteDueInStore(inStore);
                return publications;
            }
            // If the store kept it all the same, nobody here holds it: the lease that it was born with ends by itself.
            acceptances.forEach(this::giveUp);
            throw failed(outcome, failure, acceptances);
        });
    }

    private PublishResult accepted(
            Acceptance acceptance, PublishResult publication, Instant now, List<LaneDue> inStore) {
        Event event = acceptance.event();
        if (publication.duplicate() && !isOurs(acceptance, publication)) {
            giveUp(acceptance);
            return publication;
        }
        if (acceptance.slice() > 0 && !acceptance.chains().isEmpty()) {
            fanOut.published(event, acceptance.slices().size());
        }
        for (NewChain chain : acceptance.chainsNow()) {
            notifier.tell(new StateChange.ChainStarted(chain.id(), chain.webhook(), event.id()));
            if (chain.claimant() == null) {
                inStore.add(new LaneDue(chain.lane(), now));
                continue;
            }
            DueDelivery delivery = firstDelivery(chain, event);
            leases.began(delivery, now);
            if (!lanes.offerReserved(delivery)) {
                release(chain);
            }
        }
        return new PublishResult(event.id(), publication.chains(), false);
    }

    /** A commit that was kept though it failed is tried again, and repeats itself: its chains are these very ones. */
    private static boolean isOurs(Acceptance acceptance, PublishResult publication) {
        List<ChainId> ours = acceptance.chains().stream().map(NewChain::id).toList();
        return !ours.isEmpty() && publication.chains().equals(ours);
    }

    private void giveUp(Acceptance acceptance) {
        for (NewChain chain : acceptance.chains()) {
            if (chain.claimant() != null) {
                lanes.unreserve(chain.lane(), acceptance.event().body().length());
            }
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
