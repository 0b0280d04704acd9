package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.jdbc.internal.row.ChainLoader;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.OrderedLane;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.Needs.Turns;
import io.github.webhooks4j.spi.store.work.OrderState;
import io.github.webhooks4j.spi.store.work.Writes;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Locks ordering keys and ordered lanes, and loads what is in them afterwards. Who takes a turn locks the key, who
 * changes a lane locks the lanes of its key, and who starts chains at once locks both: so a publish that is still open,
 * and whose chains are created afterwards, keeps no delivery from being settled. Asks for nothing if nothing is in an
 * order. Confined to one transaction.
 */
final class OrderLoader {
    private final Turns turns;
    private final Map<OrderingKey, Long> sequences = new HashMap<>();
    private final Set<OrderingKey> listed = new HashSet<>();
    private final Set<ChainId> inLanes = new LinkedHashSet<>();
    private final ChainLoader chains = new ChainLoader();

    OrderLoader(Turns turns) {
        this.turns = turns;
    }

    /** Returns whether anything is in an order. */
    boolean isNeeded() {
        return !turns.keys().isEmpty();
    }

    /**
     * Locks, and asks for what there is then, each by a later statement; returns whether there is anything to ask for.
     */
    boolean lock(StatementPipeline pipeline) throws SQLException {
        List<String> published = texts(turns.published());
        if (!published.isEmpty()) {
            pipeline.update(SqlStatement.LOCK_ORDERING_KEYS, published);
        }
        if (!turns.lanes().isEmpty()) {
            var keys = new TreeSet<OrderingKey>();
            turns.lanes().forEach(lane -> keys.add(lane.key()));
            pipeline.list(SqlStatement.LOCK_ORDERED_LANES, row -> true, texts(keys));
        }
        if (!published.isEmpty()) {
            pipeline.list(
                    SqlStatement.FIND_SEQUENCES,
                    row -> sequences.put(new OrderingKey(row.getString(1)), row.getLong(2)),
                    published);
            pipeline.list(
                    SqlStatement.FIND_LISTED_KEYS, row -> listed.add(new OrderingKey(row.getString(1))), published);
        }
        if (!turns.lanes().isEmpty()) {
            askLanes(pipeline);
        }
        return isNeeded();
    }

    private void askLanes(StatementPipeline pipeline) throws SQLException {
        var webhooks = new ArrayList<Long>();
        var steps = new ArrayList<Long>();
        var keys = new ArrayList<String>();
        for (OrderedLane lane : turns.lanes()) {
            webhooks.add(RowMappers.number(lane.webhook()));
            steps.add((long) lane.step());
            keys.add(lane.key().value());
        }
        pipeline.list(
                SqlStatement.FIND_ORDERED_LANES,
                row -> inLanes.add(RowMappers.chainId(row)),
                webhooks,
                steps,
                keys,
                turns.waiting());
    }

    /** Asks for the chains in the lanes, once what {@link #lock} asked for was flushed. */
    void askChains(StatementPipeline pipeline) throws SQLException {
        if (!inLanes.isEmpty()) {
            chains.ask(pipeline, inLanes);
        }
    }

    /** Returns what there is, once what {@link #askChains} asked for was flushed. */
    OrderState state() throws SQLException {
        if (!isNeeded()) {
            return OrderState.NONE;
        }
        var lanes = new HashMap<OrderedLane, List<StoredChain>>();
        for (StoredChain chain : chains.records().values()) {
            OrderedLane lane = chain.orderedLane();
            if (lane != null) {
                lanes.computeIfAbsent(lane, absent -> new ArrayList<>()).add(chain);
            }
        }
        return new OrderState(sequences, listed, lanes);
    }

    /** Writes the last turns of keys. */
    static void writeSequences(StatementPipeline pipeline, Writes writes) throws SQLException {
        if (writes.sequences().isEmpty()) {
            return;
        }
        Long usedAt = RowMappers.millis(writes.at().truncatedTo(ChronoUnit.DAYS));
        var rows = new ArrayList<@Nullable Object[]>();
        writes.sequences().forEach((key, sequence) -> rows.add(new @Nullable Object[] {sequence, usedAt, key.value()}));
        pipeline.write(SqlStatement.SET_SEQUENCES, rows);
    }

    private static List<String> texts(Collection<OrderingKey> keys) {
        return keys.stream().map(OrderingKey::value).toList();
    }
}
