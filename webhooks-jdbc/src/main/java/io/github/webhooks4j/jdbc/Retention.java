package io.github.webhooks4j.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What retention takes away. An event goes with the last of its chains. What somebody else works on just now is left for the next
 * time: a chain that is being resumed must not be deleted once it is. Without state.
 */
final class Retention {
    static final String OLD_CHAINS = """
            SELECT id, event_seq FROM wh_chain WHERE finished_at < ? ORDER BY finished_at LIMIT ? FOR UPDATE SKIP LOCKED""";

    static final String DELETE_ATTEMPTS = "DELETE FROM wh_attempt WHERE chain_id = ANY (?)";

    static final String DELETE_CALLBACKS = "DELETE FROM wh_callback WHERE chain_id = ANY (?)";

    static final String DELETE_CHAINS = "DELETE FROM wh_chain WHERE id = ANY (?)";

    /** Of two that take the last two chains of an event, one has to see that both are gone. */
    static final String LOCK_EVENTS = "SELECT seq FROM wh_event WHERE seq = ANY (?::bigint[]) ORDER BY seq FOR UPDATE";

    static final String DELETE_EVENTS = """
            DELETE FROM wh_event
             WHERE seq = ANY (?::bigint[]) AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = seq)""";

    /** Those that no webhook matched. */
    static final String DELETE_LONE_EVENTS = """
            WITH old AS MATERIALIZED (
                SELECT seq FROM wh_event AS e
                 WHERE chains = '' AND accepted_at < ? AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = e.seq)
                 ORDER BY accepted_at LIMIT ? FOR UPDATE SKIP LOCKED)
            DELETE FROM wh_event WHERE seq IN (SELECT seq FROM old)""";

    /** Not those of a webhook that was changed lately: a node that has not heard of it still starts chains by them. */
    static final String DELETE_REVISIONS = """
            WITH old AS MATERIALIZED (
                SELECT webhook_id, revision FROM wh_webhook_revision AS r
                 WHERE NOT EXISTS (
                       SELECT 1 FROM wh_webhook AS w
                        WHERE w.id = r.webhook_id
                          AND (w.changed_at >= ? OR w.revision = r.revision AND w.status <> 'deleted'))
                   AND NOT EXISTS (
                       SELECT 1 FROM wh_chain AS c WHERE c.webhook_id = r.webhook_id AND c.revision = r.revision)
                   FOR UPDATE SKIP LOCKED)
            DELETE FROM wh_webhook_revision WHERE (webhook_id, revision) IN (SELECT webhook_id, revision FROM old)""";

    static final String DELETE_WEBHOOKS = """
            DELETE FROM wh_webhook
             WHERE status = 'deleted' AND changed_at < ?
               AND NOT EXISTS (SELECT 1 FROM wh_webhook_revision WHERE webhook_id = wh_webhook.id)""";

    private Retention() {}

    static int prune(Session session, Instant before, int limit) throws SQLException {
        Map<String, Long> old = oldChains(session, before, limit);
        int pruned = 0;
        if (!old.isEmpty()) {
            session.update(DELETE_ATTEMPTS, old.keySet());
            session.update(DELETE_CALLBACKS, old.keySet());
            pruned += session.update(DELETE_CHAINS, old.keySet());
            Set<Long> events = Set.copyOf(old.values());
            session.list(LOCK_EVENTS, row -> true, events);
            pruned += session.update(DELETE_EVENTS, events);
        }
        pruned += session.update(DELETE_LONE_EVENTS, Rows.millis(before), limit);
        session.update(DELETE_REVISIONS, Rows.millis(before));
        session.update(DELETE_WEBHOOKS, Rows.millis(before));
        return pruned;
    }

    /** Returns chains with the number of their event. */
    private static Map<String, Long> oldChains(Session session, Instant before, int limit) throws SQLException {
        var old = new HashMap<String, Long>();
        session.list(OLD_CHAINS, row -> old.put(row.getString(1), row.getLong(2)), Rows.millis(before), limit);
        return old;
    }
}
