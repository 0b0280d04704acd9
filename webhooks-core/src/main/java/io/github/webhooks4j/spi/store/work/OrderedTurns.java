package io.github.webhooks4j.spi.store.work;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose turn it is in each ordered lane. Exactly one delivery of a lane does not wait: one that comes into a lane
 * in which there is another waits; when the one that does not wait leaves, the first of the others takes its turn.
 */
final class OrderedTurns {
    private final OrderState state;
    private final Function<StoredChain, WorkingSet.Entry> adopt;
    private final Instant now;

    /** What is in each lane, once a mutation has concerned the lane. */
    private final Map<OrderedLane, NavigableMap<Place, WorkingSet.Entry>> lanes = new HashMap<>();

    /**
     * Creates one.
     *
     * @param adopt returns the entry of a chain of the state
     */
    OrderedTurns(OrderState state, Function<StoredChain, WorkingSet.Entry> adopt, Instant now) {
        this.state = state;
        this.adopt = adopt;
        this.now = now;
    }

    /**
     * A place in a lane. Turns alone do not distinguish all chains: those of a key that was not used for long are counted
     * anew, while a chain of before may still await its callback.
     */
    private record Place(long sequence, ChainId chain) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::sequence).thenComparing(Place::chain);

        static Place of(OrderingTurn turn, StoredChain chain) {
            return new Place(turn.sequence(), chain.chain().id());
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Follows a chain that has changed.
     *
     * @param before the chain as it was; null if it is new
     * @return the lanes in which it is another delivery's turn now
     */
    List<LaneKey> changed(@Nullable StoredChain before, WorkingSet.Entry entry) {
        OrderingTurn turn = entry.chain().turn();
        OrderedLane from = before == null ? null : before.orderedLane();
        OrderedLane to = entry.chain().orderedLane();
        if (turn == null || (from == null ? to == null : from.equals(to))) {
            return List.of();
        }
        Place place = Place.of(turn, entry.chain());
        if (to != null) {
            enter(lane(to), place, entry);
        }
        return from == null ? List.of() : leave(lane(from), place);
    }

    private static void enter(NavigableMap<Place, WorkingSet.Entry> lane, Place place, WorkingSet.Entry entry) {
        if (!lane.isEmpty()) {
            entry.putInTurn(StoreRules.waitForTurn(entry.chain()));
        }
        lane.put(place, entry);
    }

    private List<LaneKey> leave(NavigableMap<Place, WorkingSet.Entry> lane, Place place) {
        lane.remove(place);
        for (WorkingSet.Entry other : lane.values()) {
            if (!StoreRules.isWaitingForTurn(other.chain())) {
                return List.of();
            }
        }
        if (lane.isEmpty()) {
            return List.of();
        }
        WorkingSet.Entry next = lane.firstEntry().getValue();
        next.putInTurn(StoreRules.takeTurn(next.chain(), now));
        return List.of(next.chain().lane());
    }

    /** Returns a lane as it is after the mutations so far: the first of them that concerned it found it as it is stored. */
    private NavigableMap<Place, WorkingSet.Entry> lane(OrderedLane key) {
        NavigableMap<Place, WorkingSet.Entry> lane = lanes.get(key);
        if (lane == null) {
            lane = new TreeMap<>();
            for (StoredChain chain : state.lanes().getOrDefault(key, List.of())) {
                OrderingTurn turn = chain.turn();
                if (turn != null) {
                    lane.put(Place.of(turn, chain), adopt.apply(chain));
                }
            }
            lanes.put(key, lane);
        }
        return lane;
    }
}
