package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.CallbackRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.ChainStory;
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
    static final String CHAINS = "SELECT " + Rows.CHAIN + """

             FROM wh_chain AS c
             JOIN wh_event AS e ON e.seq = c.event_seq
             LEFT JOIN wh_due AS d ON d.chain_id = c.id
            WHERE c.id = ANY (?)""";

    static final String CALLBACKS = "SELECT " + Rows.CALLBACK + """

             FROM wh_callback WHERE chain_id = ANY (?) ORDER BY at, step, resumes""";

    static final String ATTEMPTS = "SELECT " + Rows.ATTEMPT + """

             FROM wh_attempt WHERE chain_id = ANY (?) ORDER BY at, step, resumes, number, fence""";

    static final String HISTORY = "SELECT id FROM wh_chain WHERE webhook_id = ? ORDER BY id DESC LIMIT ?";

    static final String HISTORY_BEFORE =
            "SELECT id FROM wh_chain WHERE webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?";

    private Chains() {}

    /** Returns those of {@code ids} that there are. */
    static Map<ChainId, ChainRecord> load(Session session, Collection<ChainId> ids) throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return load(session, ids, callbacks(session, ids));
    }

    /** Returns the stories of those of {@code ids} that there are, in that order. */
    static List<ChainStory> stories(Session session, List<ChainId> ids) throws SQLException {
        var callbacks = callbacks(session, ids);
        var chains = load(session, ids, callbacks);
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

    private static Map<ChainId, ChainRecord> load(
            Session session, Collection<ChainId> ids, Map<ChainId, List<CallbackRecord>> callbacks)
            throws SQLException {
        var chains = new HashMap<ChainId, ChainRecord>();
        session.list(
                        CHAINS,
                        row -> Rows.chain(row, callbacks.getOrDefault(new ChainId(row.getString(1)), List.of())),
                        ids)
                .forEach(chain -> chains.put(chain.chain().id(), chain));
        return chains;
    }

    private static Map<ChainId, List<CallbackRecord>> callbacks(Session session, Collection<ChainId> ids)
            throws SQLException {
        var callbacks = new HashMap<ChainId, List<CallbackRecord>>();
        session.list(
                CALLBACKS,
                row -> callbacks
                        .computeIfAbsent(new ChainId(row.getString(1)), id -> new ArrayList<>())
                        .add(Rows.callback(row)),
                ids);
        return callbacks;
    }
}
