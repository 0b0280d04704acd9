package io.github.webhooks4j.spi.store.work;

import static java.util.Collections.unmodifiableSet;
import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys of the rows that a store must load before mutations are applied, and must lock if several transactions run
 * at a time: first bulk jobs, then chains, in the order of their ids each, then webhooks. Further keys depend on the loaded chains; see
 * {@link #afterChains}. Immutable.
 */
public final class Needs {
    private final Set<EventId> events = new LinkedHashSet<>();
    private final Set<Long> numbers = new LinkedHashSet<>();
    private final Set<ChainId> chains = new LinkedHashSet<>();
    private final Set<WebhookId> webhooks = new LinkedHashSet<>();
    private final Set<Long> changes = new LinkedHashSet<>();
    private final Set<SliceKey> slices = new LinkedHashSet<>();
    private final Set<String> setAside = new LinkedHashSet<>();
    private final Set<BulkJobId> jobs = new TreeSet<>(comparing(BulkJobId::value));
    private final List<Mutation.RecordAttempt> attempts = new ArrayList<>();
    private final Map<ChainId, Integer> callbacks = new HashMap<>();
    private final Set<OrderedLane> entered = new LinkedHashSet<>();
    private final Set<OrderingKey> published = new LinkedHashSet<>();
    private final Set<SentEvent> sent = new LinkedHashSet<>();
    private boolean startsChains;
    private boolean startsJob;

    private Needs() {}

    static Needs of(Collection<Mutation> mutations) {
        var needs = new Needs();
        for (Mutation mutation : mutations) {
            needs.add(mutation);
        }
        return needs;
    }

    private void add(Mutation mutation) {
        if (mutation instanceof Mutation.Publish publish) {
            publish.acceptances().forEach(this::add);
        } else if (mutation instanceof Mutation.CreateChains create) {
            slices.add(SliceKey.of(create.slice()));
            addWebhooks(create.slice().chains());
            OrderingTurn turn = create.slice().turn();
            if (turn != null) {
                addEntered(turn.key(), create.slice().chains());
            }
        } else if (mutation instanceof Mutation.Rerun rerun) {
            startsChains = true;
            chains.add(rerun.original());
            chains.add(rerun.chain().id());
            changes.addAll(rerun.basedOn());
            webhooks.add(rerun.chain().webhook());
        } else if (mutation instanceof Mutation.Send send) {
            sent.add(SentEvent.of(send));
            chains.add(send.chain().id());
            webhooks.add(send.chain().webhook());
            changes.addAll(send.basedOn());
        } else if (mutation instanceof Mutation.DeliverNow deliver) {
            chains.add(deliver.key().delivery().chain());
        } else if (mutation instanceof Mutation.RecordAttempt attempt) {
            attempts.add(attempt);
            chains.add(attempt.key().delivery().chain());
        } else if (mutation instanceof Mutation.Apply apply) {
            chains.add(apply.chain());
            if (apply.input() instanceof ChainEvent.CallbackReceived) {
                callbacks.merge(apply.chain(), 1, Integer::sum);
            }
        } else if (mutation instanceof Mutation.Move move) {
            chains.add(move.chain());
        } else if (mutation instanceof Mutation.Release release) {
            chains.add(release.key().delivery().chain());
        } else if (mutation instanceof Mutation.SetAside set) {
            chains.add(set.record().chain());
        } else if (mutation instanceof Mutation.EndSetAside end) {
            setAside.add(end.record().id());
            chains.add(end.record().chain());
            if (end.written()) {
                add(end.record().change());
            }
        } else if (mutation instanceof Mutation.StartBulk start) {
            jobs.add(start.job());
            startsJob = true;
        } else if (mutation instanceof Mutation.StopBulk stop) {
            jobs.add(stop.job());
        } else if (mutation instanceof Mutation.BulkSlice slice) {
            jobs.add(slice.job());
            slice.changes().forEach(this::add);
        }
    }

    private void add(NewEvent acceptance) {
        startsChains = true;
        events.add(acceptance.event().id());
        numbers.add(acceptance.number());
        changes.addAll(acceptance.basedOn());
        addWebhooks(acceptance.chainsNow());
        OrderingKey key = acceptance.event().orderingKey();
        if (key != null) {
            published.add(key);
            addEntered(key, acceptance.chainsNow());
        }
    }

    private void addEntered(OrderingKey key, List<NewChain> started) {
        for (NewChain chain : started) {
            entered.add(new OrderedLane(chain.webhook(), 0, key));
        }
    }

    private void addWebhooks(List<NewChain> started) {
        for (NewChain chain : started) {
            webhooks.add(chain.webhook());
        }
    }

    /** Returns the events that may be accepted already. */
    public Set<EventId> events() {
        return unmodifiableSet(events);
    }

    /** Returns the numbers of the events to be accepted. */
    public Set<Long> numbers() {
        return unmodifiableSet(numbers);
    }

    /**
     * Returns the chains to be changed or run again, and those to be started for events that were accepted before, which may be there
     * already.
     */
    public Set<ChainId> chains() {
        return unmodifiableSet(chains);
    }

    /** Returns the versions of webhooks whose presence in the store must be known. */
    public Set<Long> changes() {
        return unmodifiableSet(changes);
    }

    /** Returns the slices whose chains are to be created. */
    public Set<SliceKey> slices() {
        return unmodifiableSet(slices);
    }

    /**
     * Returns the events that are to be sent to webhooks. They are locked after the chains, so that no event is sent twice and none
     * is pruned in the meantime; only then it is read which chains they have.
     */
    public Set<SentEvent> sent() {
        return unmodifiableSet(sent);
    }

    /** Returns the ids of the set-aside records to be removed. */
    public Set<String> setAside() {
        return unmodifiableSet(setAside);
    }

    /** Returns the bulk jobs to be started, moved on or stopped, in the order of their ids, in which they are locked. */
    public Set<BulkJobId> jobs() {
        return unmodifiableSet(jobs);
    }

    /** Returns whether a bulk job is to be started, so that the one that runs must be known. */
    public boolean startsJob() {
        return startsJob;
    }

    /**
     * Returns the further keys to load.
     *
     * @param loaded those of {@link #chains} that the store has
     * @param foundSlices those of {@link #slices} that it has
     */
    public AfterChains afterChains(Map<ChainId, StoredChain> loaded, Set<SliceKey> foundSlices) {
        var repeated = new LinkedHashSet<AttemptKey>();
        boolean failed = false;
        for (Mutation.RecordAttempt attempt : attempts) {
            failed |= attempt.verdict().isFailure();
            StoredChain chain = loaded.get(attempt.key().delivery().chain());
            if (chain != null && !StoreRules.isCurrent(chain, attempt.key())) {
                repeated.add(new AttemptKey(attempt.key(), attempt.attempt().number()));
            }
        }
        boolean actsOnChains =
                !loaded.isEmpty() || !foundSlices.isEmpty() || !sent.isEmpty() || (startsChains && !chains.isEmpty());
        var states = new LinkedHashSet<WebhookId>();
        if (actsOnChains) {
            states.addAll(webhooks);
            for (StoredChain chain : loaded.values()) {
                states.add(chain.webhook());
            }
        }
        return new AfterChains(states, repeated, failed, !attempts.isEmpty(), turns(loaded));
    }

    private Turns turns(Map<ChainId, StoredChain> loaded) {
        var changed = new LinkedHashMap<OrderedLane, Integer>();
        entered.forEach(lane -> changed.put(lane, 0));
        for (StoredChain chain : loaded.values()) {
            for (OrderedLane lane : lanes(chain)) {
                changed.merge(lane, 1, Integer::sum);
            }
        }
        var keys = new TreeSet<OrderingKey>(published);
        int mostChanged = 0;
        for (Map.Entry<OrderedLane, Integer> lane : changed.entrySet()) {
            keys.add(lane.getKey().key());
            mostChanged = Math.max(mostChanged, lane.getValue());
        }
        // When all of them leave a lane, one must be left that takes its turn.
        return keys.isEmpty() ? Turns.NONE : new Turns(keys, published, changed.keySet(), mostChanged + 1);
    }

    /** Returns the lanes that a chain may leave or enter. */
    private List<OrderedLane> lanes(StoredChain chain) {
        OrderingTurn turn = chain.turn();
        if (turn == null || chain.finishedAt() != null || chain.chain().resumeCount() > 0) {
            return List.of();
        }
        int step = chain.chain().state().step();
        // A callback that settles a step leads to the next one.
        int last = step + callbacks.getOrDefault(chain.chain().id(), 0);
        var lanes = new ArrayList<OrderedLane>();
        for (int at = chain.due() == null ? step + 1 : step; at <= last; at++) {
            lanes.add(new OrderedLane(chain.webhook(), at, turn.key()));
        }
        return lanes;
    }

    /**
     * The keys to load after the chains.
     *
     * @param webhooks the webhooks of the chains; none if only events are accepted
     * @param attempts the attempts that may have been recorded before: not those under the present claims of their
     *     deliveries
     * @param failed whether one of the attempts failed: then the state of its webhook changes in any case
     * @param attempted whether there is an attempt at all
     * @param turns what is needed of events with ordering keys; {@link Turns#NONE} if there are none
     */
    public record AfterChains(
            Set<WebhookId> webhooks, Set<AttemptKey> attempts, boolean failed, boolean attempted, Turns turns) {
        public AfterChains {
            requireNonNull(turns, "turns");
            webhooks = unmodifiableSet(webhooks);
            attempts = unmodifiableSet(attempts);
        }

        /**
         * Returns whether the states of the webhooks may change, so that they must be locked. A success after a success
         * changes nothing, and must not wait for another transaction.
         *
         * @param states those of {@link #webhooks} that the store has, as read without a lock
         */
        public boolean changesWebhooks(Collection<WebhookState> states) {
            return failed || (attempted && !states.stream().allMatch(WebhookState::isGood));
        }
    }

    /**
     * What must be known of ordering keys. Before that is read, in the order of the keys, first the published keys are locked, so that no
     * other transaction takes a turn, then the keys of the lanes, by a lock that is another one than the first, so that none enters or
     * leaves a lane. A publish that is still open, and whose chains are created later, then keeps no delivery waiting.
     *
     * @param keys those of {@code published} and of the lanes, in their order
     * @param published the keys whose sequence, and whether there are slices of it, must be known; a key that is new is created
     * @param lanes the ordered lanes whose deliveries must be known
     * @param waiting how many of the deliveries that wait in each lane must be known, the first by their turns; of the
     *     others all
     */
    public record Turns(Set<OrderingKey> keys, Set<OrderingKey> published, Set<OrderedLane> lanes, int waiting) {
        /** Nothing is in an order. */
        public static final Turns NONE = new Turns(new TreeSet<>(), Set.of(), Set.of(), 0);

        public Turns {
            keys = unmodifiableSet(keys);
            published = unmodifiableSet(published);
            lanes = unmodifiableSet(lanes);
        }
    }
}
