package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.CallbackRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.ChainStory;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chains and their history, many of them in one statement each. Without state. */
final class Chains {
    static final String CHAINS = "SELECT " + Rows.CHAIN + "\n FROM wh_chain WHERE id = ANY (?)";

    static final String CHAINS_LOCKED = CHAINS + " ORDER BY wh_chain.id FOR NO KEY UPDATE";

    static final String DUES = "SELECT " + Rows.DUE + " FROM wh_due WHERE chain_id = ANY (?)";

    /** By itself: a claim locks only this row, and what it writes must be seen by whoever has the chain. */
    static final String DUES_LOCKED = DUES + " ORDER BY chain_id FOR UPDATE";

    static final String CALLBACKS = "SELECT " + Rows.CALLBACK + """

             FROM wh_callback WHERE chain_id = ANY (?) ORDER BY at, step, resumes""";

    static final String ATTEMPTS = "SELECT " + Rows.ATTEMPT + """

             FROM wh_attempt WHERE chain_id = ANY (?) ORDER BY at, step, resumes, number, fence""";

    static final String HISTORY = "SELECT id FROM wh_chain WHERE webhook_id = ? ORDER BY id DESC LIMIT ?";

    static final String HISTORY_BEFORE =
            "SELECT id FROM wh_chain WHERE webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?";

    private Chains() {}

    /**
     * Returns those of {@code ids} that there are, and makes them and their dues ours until the end of the transaction: chains in
     * the order of their ids, then dues, as everybody does.
     */
    static Map<ChainId, ChainRecord> lock(Session session, Collection<ChainId> ids) throws SQLException {
        return ids.isEmpty() ? Map.of() : read(session, ids, CHAINS_LOCKED, DUES_LOCKED, new HashMap<>());
    }

    /** Returns the stories of those of {@code ids} that there are, in that order. */
    static List<ChainStory> stories(Session session, List<ChainId> ids) throws SQLException {
        var callbacks = new HashMap<ChainId, List<CallbackRecord>>();
        var chains = read(session, ids, CHAINS, DUES, callbacks);
        var attempts = new HashMap<ChainId, List<AttemptRecord>>();
        for (AttemptRecord attempt : attempts(session, ids)) {
            attempts.computeIfAbsent(attempt.key().delivery().chain(), id -> new ArrayList<>())
                    .add(attempt);
        }
        var stories = new ArrayList<ChainStory>();
        for (ChainId id : ids) {
            ChainRecord chain = chains.get(id);
            if (chain != null) {
                stories.add(new ChainStory(
                        chain, attempts.getOrDefault(id, List.of()), callbacks.getOrDefault(id, List.of())));
            }
        }
        return stories;
    }

    /** Returns the attempts of chains, the earliest first. */
    static List<AttemptRecord> attempts(Session session, Collection<ChainId> ids) throws SQLException {
        return session.list(ATTEMPTS, Rows::attempt, ids);
    }

    static List<ChainStory> stories(Session session, WebhookId webhook, @Nullable ChainId before, int limit)
            throws SQLException {
        List<ChainId> ids = before == null
                ? session.list(HISTORY, row -> new ChainId(row.getString(1)), webhook.value(), limit)
                : session.list(
                        HISTORY_BEFORE, row -> new ChainId(row.getString(1)), webhook.value(), before.value(), limit);
        return stories(session, ids);
    }

    /**
     * Reads chains.
     *
     * @param callbacks gets their callbacks, which are read last: they belong to a chain that is locked before
     */
    private static Map<ChainId, ChainRecord> read(
            Session session,
            Collection<ChainId> ids,
            String chainsSql,
            String duesSql,
            Map<ChainId, List<CallbackRecord>> callbacks)
            throws SQLException {
        var rows = new HashMap<ChainId, Rows.ChainRow>();
        session.list(chainsSql, row -> rows.put(new ChainId(row.getString(1)), Rows.chain(row)), ids);
        var dues = new HashMap<ChainId, Due>();
        session.list(duesSql, row -> dues.put(new ChainId(row.getString(1)), Rows.due(row)), ids);
        readCallbacks(session, ids, callbacks);
        var chains = new HashMap<ChainId, ChainRecord>();
        rows.forEach((id, row) -> chains.put(id, row.with(callbacks.getOrDefault(id, List.of()), dues.get(id))));
        return chains;
    }

    private static void readCallbacks(
            Session session, Collection<ChainId> ids, Map<ChainId, List<CallbackRecord>> callbacks)
            throws SQLException {
        session.list(
                CALLBACKS,
                row -> callbacks
                        .computeIfAbsent(new ChainId(row.getString(1)), id -> new ArrayList<>())
                        .add(Rows.callback(row)),
                ids);
    }
}
