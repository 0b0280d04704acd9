package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.jdbc.internal.sql.UnreadableRow;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chains put together from their rows: asked for on a pipeline, there once it has gone. Used by one thread. */
public final class ChainLoader {

    private final Map<ChainId, ChainRow> rows = new HashMap<>();
    private final Map<ChainId, PendingDelivery> dues = new HashMap<>();
    private final Map<ChainId, List<StoredCallback>> callbacks = new HashMap<>();
    /** Chains of which only the row is locked so far. */
    private List<ChainId> inOrder = List.of();

    /** Asks for chains as they are. */
    public void ask(StatementPipeline pipeline, Collection<ChainId> ids) throws SQLException {
        ask(pipeline, ids, SqlStatement.FIND_CHAINS, SqlStatement.FIND_PENDING);
        askCallbacks(pipeline, ids);
    }

    /**
     * Asks for chains and makes them and their dues ours until the end of the transaction: chains in the order of their
     * ids, then dues, as every transaction does. Their callbacks are to be asked for afterwards, on another pipeline:
     * they belong to a chain that is locked before. Dues in ordered lanes may be left out: they are locked after their
     * lanes, by {@link #askInOrder} and {@link #lockInOrder}.
     */
    public void lock(StatementPipeline pipeline, Collection<ChainId> ids) throws SQLException {
        if (!ids.isEmpty()) {
            ask(pipeline, ids, SqlStatement.LOCK_CHAINS, SqlStatement.LOCK_PENDING);
        }
    }

    /** Asks for dues in ordered lanes, as they are before the lanes are locked; returns whether there are any. */
    public boolean askInOrder(StatementPipeline pipeline) throws SQLException {
        inOrder = rows.entrySet().stream()
                .filter(row -> row.getValue().isInOrder() && !dues.containsKey(row.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        askDues(pipeline, inOrder, SqlStatement.FIND_PENDING);
        return !inOrder.isEmpty();
    }

    /** Asks for the same dues again, and makes them ours. */
    public void lockInOrder(StatementPipeline pipeline) throws SQLException {
        askDues(pipeline, inOrder, SqlStatement.LOCK_PENDING_IN_ORDER);
    }

    private void askDues(StatementPipeline pipeline, Collection<ChainId> ids, SqlStatement statement)
            throws SQLException {
        if (!ids.isEmpty()) {
            pipeline.list(
                    statement, row -> dues.put(RowMappers.chainId(row), RowMappers.pending(row)), ChainKeys.of(ids));
        }
    }

    /** Asks for the callbacks of the chains that are there and may have some; returns whether there may be any. */
    public boolean askCallbacks(StatementPipeline pipeline) throws SQLException {
        if (rows.isEmpty()) {
            return false;
        }
        List<ChainId> ids = records().values().stream()
                .filter(ChainLoader::mayHaveCallbacks)
                .map(record -> record.chain().id())
                .toList();
        if (ids.isEmpty()) {
            return false;
        }
        askCallbacks(pipeline, ids);
        return true;
    }

    /** Returns the first attempts that are stored in the rows of the chains. */
    public Collection<StoredAttempt> firstAttempts() {
        var attempts = new ArrayList<StoredAttempt>();
        for (ChainRow row : rows.values()) {
            if (row.firstAttempt() != null) {
                attempts.add(row.firstAttempt());
            }
        }
        return attempts;
    }

    /** Returns the number of the event of one of the chains; null if none of them is of it. */
    public @Nullable Long eventNumber(EventId event) {
        for (ChainRow row : rows.values()) {
            if (row.event().equals(event)) {
                return row.eventNumber();
            }
        }
        return null;
    }

    /** Returns the chains that there are, with what has come so far. */
    public Map<ChainId, StoredChain> records() throws SQLException {
        var records = new HashMap<ChainId, StoredChain>();
        for (Map.Entry<ChainId, ChainRow> row : rows.entrySet()) {
            ChainId id = row.getKey();
            try {
                records.put(id, row.getValue().with(callbacks(id), dues.get(id)));
            } catch (IllegalArgumentException e) {
                throw new UnreadableRow("a row of wh_chain (id " + id + ")", e);
            }
        }
        return records;
    }

    /** Returns the callbacks of a chain, the earliest first. */
    public List<StoredCallback> callbacks(ChainId id) {
        return callbacks.getOrDefault(id, List.of());
    }

    /** A callback is noted when its step is settled, and with it an unfinished chain goes on to the next step. */
    private static boolean mayHaveCallbacks(StoredChain record) {
        return record.finishedAt() != null
                || record.chain().state().step() > 0
                || record.chain().resumeCount() > 0;
    }

    private void ask(StatementPipeline pipeline, Collection<ChainId> ids, SqlStatement chainRows, SqlStatement dueRows)
            throws SQLException {
        ChainKeys keys = ChainKeys.of(ids);
        pipeline.list(chainRows, row -> rows.put(RowMappers.chainId(row), ChainRow.read(row)), keys);
        askDues(pipeline, ids, dueRows);
    }

    private void askCallbacks(StatementPipeline pipeline, Collection<ChainId> ids) throws SQLException {
        pipeline.list(
                SqlStatement.FIND_CALLBACKS,
                row -> callbacks
                        .computeIfAbsent(RowMappers.chainId(row), id -> new ArrayList<>())
                        .add(RowMappers.callback(row)),
                ChainKeys.of(ids));
    }
}
