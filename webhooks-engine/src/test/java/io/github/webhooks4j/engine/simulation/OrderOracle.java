package io.github.webhooks4j.engine.simulation;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose turn it is among the deliveries of each ordering key, by the order of commits alone and without what the store says
 * about turns, and watches that no other delivery is attempted.
 */
final class OrderOracle {
    /**
     * The place of an event among those of its key.
     *
     * @param number counts the accepted events
     */
    private record Place(OrderingKey key, long number) {}

    /** The deliveries of one key at one step of a webhook's chains. */
    private static final class Lane {
        @Nullable ChainId inTurn;

        final NavigableMap<Long, ChainId> waiting = new TreeMap<>();
        /** The event whose first attempt was made last. */
        long attempted = -1;

        boolean has(ChainId chain) {
            return chain.equals(inTurn) || waiting.containsValue(chain);
        }
    }

    private final Simulation world;
    private final Map<EventId, Place> events = new HashMap<>();
    /** The chains that are in an order, as long as they are. */
    private final Map<ChainId, Place> chains = new HashMap<>();

    private final Map<OrderedLane, Lane> lanes = new HashMap<>();
    private final Set<Lane> touched = new LinkedHashSet<>();
    private long accepted;

    OrderOracle(Simulation world) {
        this.world = world;
    }

    /** An event was accepted. */
    void accepted(NewEvent acceptance) {
        OrderingKey key = acceptance.event().orderingKey();
        if (key != null) {
            events.put(acceptance.event().id(), new Place(key, accepted++));
        }
    }

    /** An event has started a chain. */
    void started(StoredChain chain) {
        Place place = events.get(chain.event());
        if (place != null) {
            chains.put(chain.chain().id(), place);
        }
        moved(null, chain);
    }

    /** A mutation was applied to a chain. */
    void moved(@Nullable StoredChain before, StoredChain after) {
        ChainId id = after.chain().id();
        world.require(
                chains.containsKey(id) || !StoreRules.isWaitingForTurn(after),
                () -> "chain " + id + " waits for a turn though it is in no order");
        OrderedLane from = before == null ? null : lane(before);
        OrderedLane to = lane(after);
        if (Objects.equals(from, to)) {
            return;
        }
        if (to != null) {
            enter(lanes.computeIfAbsent(to, absent -> new Lane()), id);
        }
        if (from != null) {
            leave(requireNonNull(lanes.get(from)), id);
        }
    }

    private @Nullable OrderedLane lane(StoredChain chain) {
        Place place = chains.get(chain.chain().id());
        return place == null || chain.due() == null || chain.chain().resumeCount() > 0
                ? null
                : new OrderedLane(chain.webhook(), chain.chain().state().step(), place.key());
    }

    private void enter(Lane lane, ChainId chain) {
        touched.add(lane);
        if (lane.inTurn == null) {
            lane.inTurn = chain;
        } else {
            lane.waiting.put(place(chain).number(), chain);
        }
    }

    private void leave(Lane lane, ChainId chain) {
        touched.add(lane);
        if (chain.equals(lane.inTurn)) {
            Map.Entry<Long, ChainId> next = lane.waiting.pollFirstEntry();
            lane.inTurn = next == null ? null : next.getValue();
        } else {
            lane.waiting.remove(place(chain).number());
        }
    }

    private Place place(ChainId chain) {
        return requireNonNull(chains.get(chain), "a chain in an order");
    }

    /** All mutations of a commit were applied: whose turn has come does not wait any more. */
    void committed() {
        for (Lane lane : touched) {
            ChainId next = lane.inTurn;
            if (next != null) {
                world.disk()
                        .findChain(next)
                        .ifPresent(story -> world.require(
                                !StoreRules.isWaitingForTurn(story.chain()),
                                () -> "chain " + next + " waits for a turn although its predecessor is over"));
            }
        }
        touched.clear();
    }

    /** A request is sent. One whose delivery is over comes from a node that does not know yet, which {@link ClaimOracle} judges. */
    void attempted(ClaimedDelivery delivery) {
        ClaimToken claim = delivery.key();
        ChainId chain = claim.delivery().chain();
        Place place = chains.get(chain);
        Lane lane = place == null || claim.resumeCount() > 0
                ? null
                : lanes.get(new OrderedLane(delivery.webhook(), claim.delivery().step(), place.key()));
        if (place == null || lane == null || !lane.has(chain)) {
            return;
        }
        world.require(
                chain.equals(lane.inTurn),
                () -> "delivery " + claim.delivery() + " of key " + place.key() + " is attempted in the turn of "
                        + lane.inTurn);
        // Chains reach later steps in the order of their callbacks.
        world.require(
                claim.delivery().step() > 0 || place.number() >= lane.attempted,
                () -> "delivery " + claim.delivery() + " of key " + place.key()
                        + " is attempted after that of a later event");
        lane.attempted = place.number();
    }
}
