package io.github.webhooks4j.spi.store.work;

import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose turn it is in each ordered lane: a delivery that comes into a lane in which there is another waits; when none is left
 * that does not wait, the first of those that wait takes its turn. A delivery that a node has claimed does not begin to wait: its attempt
 * may be under way.
 */
final class OrderedTurns {
    private final OrderState state;
    private final Function<StoredChain, WorkingSet.Entry> adopt;
    private final Instant now;

    /** The chains in each lane by their turns, once a mutation has concerned the lane. */
    private final Map<OrderedLane, TreeMap<Long, WorkingSet.Entry>> lanes = new HashMap<>();

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
        // Both as they were, before the entry is moved from one to the other.
        TreeMap<Long, WorkingSet.Entry> left = from == null ? null : lane(from);
        TreeMap<Long, WorkingSet.Entry> entered = to == null ? null : lane(to);
        if (entered != null) {
            enter(entered, turn, entry);
        }
        return left == null ? List.of() : leave(left, turn);
    }

    private void enter(TreeMap<Long, WorkingSet.Entry> lane, OrderingTurn turn, WorkingSet.Entry entry) {
        lane.remove(turn.sequence());
        boolean others = !lane.isEmpty();
        lane.put(turn.sequence(), entry);
        if (others && entry.chain().due() != null && !entry.chain().due().claimed()) {
            entry.putInTurn(StoreRules.waitForTurn(entry.chain()));
        }
    }

    private List<LaneKey> leave(TreeMap<Long, WorkingSet.Entry> lane, OrderingTurn turn) {
        lane.remove(turn.sequence());
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

    private TreeMap<Long, WorkingSet.Entry> lane(OrderedLane key) {
        TreeMap<Long, WorkingSet.Entry> lane = lanes.get(key);
        if (lane == null) {
            lane = new TreeMap<>();
            for (StoredChain chain : state.lanes().getOrDefault(key, List.of())) {
                WorkingSet.Entry entry = adopt.apply(chain);
                OrderingTurn turn = chain.turn();
                if (turn != null) {
                    lane.put(turn.sequence(), entry);
                }
            }
            lanes.put(key, lane);
        }
        return lane;
    }
}
