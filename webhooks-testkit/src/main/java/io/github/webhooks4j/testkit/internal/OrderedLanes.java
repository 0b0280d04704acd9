package io.github.webhooks4j.testkit.internal;

import static java.util.Comparator.comparingLong;

import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the deliveries of ordered lanes. Confined to the thread that holds the monitor of the tables. */
final class OrderedLanes implements Table.Index<ChainRow> {
    private static final Comparator<ChainRow> BY_TURN =
            comparingLong(OrderedLanes::sequence).thenComparing(ChainRow::id);

    private final Map<OrderedLane, Lane> lanes = new HashMap<>();

    /** The deliveries of one lane, by their turns. */
    private static final class Lane {
        private final NavigableSet<ChainRow> inTurn = new TreeSet<>(BY_TURN);
        private final NavigableSet<ChainRow> waiting = new TreeSet<>(BY_TURN);

        NavigableSet<ChainRow> of(ChainRow row) {
            return StoreRules.isWaitingForTurn(row.chain()) ? waiting : inTurn;
        }
    }

    @Override
    public void moved(@Nullable ChainRow before, @Nullable ChainRow after) {
        if (before != null) {
            leave(before);
        }
        if (after != null) {
            enter(after);
        }
    }

    private void leave(ChainRow row) {
        OrderedLane left = row.chain().orderedLane();
        if (left != null) {
            lanes.computeIfPresent(left, (key, lane) -> {
                lane.of(row).remove(row);
                return lane.inTurn.isEmpty() && lane.waiting.isEmpty() ? null : lane;
            });
        }
    }

    private void enter(ChainRow row) {
        OrderedLane entered = row.chain().orderedLane();
        if (entered != null) {
            Lane lane = lanes.computeIfAbsent(entered, absent -> new Lane());
            lane.of(row).add(row);
        }
    }

    /** Returns the lanes in which there is a delivery, in no order. */
    Set<OrderedLane> all() {
        return lanes.keySet();
    }

    /** Returns the chains of a lane that do not wait, by their turns. */
    List<StoredChain> inTurn(OrderedLane key) {
        Lane lane = lanes.get(key);
        return lane == null
                ? List.of()
                : lane.inTurn.stream().map(ChainRow::chain).toList();
    }

    /** Returns the chains of a lane that do not wait, and the first of those that wait. */
    List<StoredChain> first(OrderedLane key, int waiting) {
        var first = new ArrayList<>(inTurn(key));
        Lane lane = lanes.get(key);
        if (lane != null) {
            lane.waiting.stream().limit(waiting).map(ChainRow::chain).forEach(first::add);
        }
        return first;
    }

    /** Returns the ordering keys of the deliveries. */
    Set<OrderingKey> keys() {
        var keys = new LinkedHashSet<OrderingKey>();
        lanes.keySet().forEach(lane -> keys.add(lane.key()));
        return keys;
    }

    private static long sequence(ChainRow row) {
        return Objects.requireNonNull(row.chain().turn()).sequence();
    }
}
