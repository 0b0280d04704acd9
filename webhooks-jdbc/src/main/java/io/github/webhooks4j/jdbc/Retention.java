package io.github.webhooks4j.jdbc;

import java.sql.SQLException;
import java.time.Instant;

/**
 * What retention takes away. Attempts, callbacks and secrets go with what they belong to. What somebody else works on just now is
 * left for the next time: a chain that is being resumed must not be deleted once it is. Without state.
 */
final class Retention {
    static final String DELETE_CHAINS = """
            WITH old AS MATERIALIZED (
                SELECT id FROM wh_chain WHERE finished_at < ? ORDER BY finished_at LIMIT ? FOR UPDATE SKIP LOCKED)
            DELETE FROM wh_chain WHERE id IN (SELECT id FROM old)""";

    static final String DELETE_EVENTS = """
            WITH old AS MATERIALIZED (
                SELECT seq FROM wh_event AS e
                 WHERE accepted_at < ? AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = e.seq)
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
        int chains = session.update(DELETE_CHAINS, Rows.millis(before), limit);
        int events = session.update(DELETE_EVENTS, Rows.millis(before), limit);
        session.update(DELETE_REVISIONS, Rows.millis(before));
        session.update(DELETE_WEBHOOKS, Rows.millis(before));
        return chains + events;
    }
}
