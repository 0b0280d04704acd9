package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stores what units of work write of events with ordering keys, and loads nothing but what they need. A chain is called
 * like its event, followed by its webhook if that is not {@link #WEBHOOK}.
 */
abstract class OrderFixture {
    static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    static final WebhookId WEBHOOK = new WebhookId("w");
    static final WebhookId OTHER = new WebhookId("x");
    static final OrderingKey KEY = new OrderingKey("k");
    static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    static final WebhookState ENABLED = new WebhookState(WebhookStatus.ENABLED, FailureStreak.NONE, null);

    final Map<ChainId, StoredChain> chains = new LinkedHashMap<>();
    final Map<EventId, KnownEvent> events = new HashMap<>();
    final Set<Long> numbers = new HashSet<>();
    final Map<OrderingKey, Long> sequences = new HashMap<>();
    final Map<SliceKey, ChainSlice> slices = new LinkedHashMap<>();
    final Map<WebhookId, WebhookState> webhooks = new HashMap<>(Map.of(WEBHOOK, ENABLED, OTHER, ENABLED));
    /** The steps of the webhooks; each awaits a callback. */
    int steps = 1;

    Instant now = NOW;
    Needs.Turns needed = Needs.Turns.NONE;

    @Nullable Writes written;

    private long nextNumber = 1;

    // What happens

    List<MutationResult> commit(Mutation... mutations) {
        Needs needs = UnitOfWork.needs(List.of(mutations));
        var loaded = new HashMap<>(chains);
        loaded.keySet().retainAll(needs.chains());
        var work = new UnitOfWork(load(needs, loaded), now);
        List<MutationResult> results = Stream.of(mutations).map(work::apply).toList();
        store(work.writes());
        return results;
    }

    MutationResult commitOne(Mutation mutation) {
        return commit(mutation).get(0);
    }

    /** Publishes an event of {@link #KEY} with one chain. */
    void publish(String event) {
        commit(published(event, KEY, WEBHOOK));
    }

    Mutation published(String event, @Nullable OrderingKey key, WebhookId... startedFor) {
        return new Mutation.Publish(List.of(newEvent(event, key, 0, startedFor)));
    }

    NewEvent newEvent(String event, @Nullable OrderingKey key, int slice, WebhookId... startedFor) {
        var builder = Event.builder("order.paid").topic("acme/app").id(event).occurredAt(NOW);
        if (key != null) {
            builder.orderingKey(key.value());
        }
        var started = new ArrayList<NewChain>();
        for (WebhookId webhook : startedFor) {
            started.add(chain(webhook.equals(WEBHOOK) ? event : event + webhook, webhook));
        }
        return new NewEvent(nextNumber++, builder.body("{}").build(), started, List.of(), slice);
    }

    NewChain chain(String id, WebhookId webhook) {
        return new NewChain(new ChainId(id), webhook, 1, new ChainPlan(steps, true, Duration.ofHours(1)), null);
    }

    /** Claims the delivery of a chain, as a store does: by no mutation. */
    void claim(String chain) {
        chains.computeIfPresent(new ChainId(chain), (id, stored) -> StoreRules.claim(stored, NODE, now));
    }

    Applied deliver(String chain) {
        claim(chain);
        return attempt(chain, new AttemptOutcome.Delivered());
    }

    Applied attempt(String chain, AttemptOutcome verdict) {
        return (Applied) commitOne(attempted(chain, verdict));
    }

    Mutation attempted(String chain, AttemptOutcome verdict) {
        var result = new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ofMillis(3)));
        return new Mutation.RecordAttempt(token(chain), new Attempt(due(chain).attempt(), now, result), verdict);
    }

    Applied callBack(String chain, int step) {
        return (Applied) commitOne(
                new Mutation.Apply(new ChainId(chain), new ChainEvent.CallbackReceived(step, Callback.success())));
    }

    Applied cancel(String chain) {
        return (Applied) commitOne(cancelled(chain));
    }

    /** Returns the state of a webhook that is deleted now. */
    WebhookState deleted() {
        return new WebhookState(WebhookStatus.DELETED, FailureStreak.NONE, now);
    }

    static Mutation cancelled(String chain) {
        return new Mutation.Apply(new ChainId(chain), new ChainEvent.Cancel());
    }

    static Mutation resumed(String chain) {
        return new Mutation.Apply(new ChainId(chain), new ChainEvent.Resume());
    }

    // What is seen

    StoredChain stored(String chain) {
        return requireNonNull(chains.get(new ChainId(chain)), chain);
    }

    PendingDelivery due(String chain) {
        return requireNonNull(stored(chain).due(), chain);
    }

    ClaimToken token(String chain) {
        StoredChain stored = stored(chain);
        var delivery =
                new DeliveryId(stored.chain().id(), stored.chain().state().step());
        return new ClaimToken(delivery, stored.chain().resumeCount(), due(chain).fencingToken());
    }

    /** Returns the chains whose deliveries wait for their turn. */
    List<String> waiting() {
        return chains.values().stream()
                .filter(StoreRules::isWaitingForTurn)
                .map(chain -> chain.chain().id().value())
                .toList();
    }

    Writes written() {
        return requireNonNull(written, "a commit");
    }

    // What a store does

    private Snapshot load(Needs needs, Map<ChainId, StoredChain> loaded) {
        var found = new HashSet<>(needs.slices());
        found.retainAll(slices.keySet());
        needed = needs.afterChains(loaded, found).turns();
        var lanes = new HashMap<OrderedLane, List<StoredChain>>();
        needed.lanes().forEach(lane -> lanes.put(lane, lane(lane, needed.waiting())));
        var last = new HashMap<>(sequences);
        last.keySet().retainAll(needed.published());
        var listed = new HashSet<OrderingKey>();
        for (ChainSlice slice : slices.values()) {
            if (slice.turn() != null && needed.published().contains(slice.turn().key())) {
                listed.add(slice.turn().key());
            }
        }
        return new Snapshot(
                loaded,
                Set.of(),
                events,
                numbers,
                webhooks,
                found,
                Set.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                new OrderState(last, listed, lanes));
    }

    private List<StoredChain> lane(OrderedLane key, int waiting) {
        var lane = new ArrayList<StoredChain>();
        chains.values().stream()
                .filter(chain -> key.equals(chain.orderedLane()))
                .filter(chain -> !StoreRules.isWaitingForTurn(chain))
                .forEach(lane::add);
        chains.values().stream()
                .filter(chain -> key.equals(chain.orderedLane()))
                .filter(StoreRules::isWaitingForTurn)
                .sorted(Comparator.comparingLong(
                        chain -> requireNonNull(chain.turn()).sequence()))
                .limit(waiting)
                // In any order.
                .forEach(chain -> lane.add(0, chain));
        return lane;
    }

    private void store(Writes writes) {
        written = writes;
        writes.chains().forEach(write -> chains.put(write.after().chain().id(), write.after()));
        writes.events().forEach(event -> {
            events.put(event.event().id(), event.known());
            numbers.add(event.number());
        });
        writes.slices().forEach(slice -> slices.put(SliceKey.of(slice), slice));
        writes.createdSlices().forEach(slices::remove);
        sequences.putAll(writes.sequences());
    }
}
