package io.github.webhooks4j.jdbc;

import java.sql.SQLException;
import java.time.Instant;

/** What retention takes away, on SQLite. Attempts, callbacks and secrets go with what they belong to. Without state. */
final class SqliteRetention {
    static final String DELETE_CHAINS = """
            DELETE FROM wh_chain WHERE id IN (
                SELECT id FROM wh_chain WHERE finished_at < ? ORDER BY finished_at LIMIT ?)""";

    static final String DELETE_EVENTS = """
            DELETE FROM wh_event WHERE seq IN (
                SELECT seq FROM wh_event AS e
                 WHERE accepted_at < ? AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = e.seq)
                 ORDER BY accepted_at LIMIT ?)""";

    static final String DELETE_REVISIONS = """
            DELETE FROM wh_webhook_revision AS r
             WHERE NOT EXISTS (
                   SELECT 1 FROM wh_webhook AS w
                    WHERE w.id = r.webhook_id AND w.revision = r.revision AND w.status <> 'deleted')
               AND NOT EXISTS (
                   SELECT 1 FROM wh_chain AS c WHERE c.webhook_id = r.webhook_id AND c.revision = r.revision)""";

    static final String DELETE_WEBHOOKS = """
            DELETE FROM wh_webhook
             WHERE status = 'deleted'
               AND NOT EXISTS (SELECT 1 FROM wh_webhook_revision WHERE webhook_id = wh_webhook.id)""";

    private SqliteRetention() {}

    static int prune(Session session, Instant before, int limit) throws SQLException {
        int chains = session.update(DELETE_CHAINS, Rows.millis(before), limit);
        int events = session.update(DELETE_EVENTS, Rows.millis(before), limit);
        session.update(DELETE_REVISIONS);
        session.update(DELETE_WEBHOOKS);
        return chains + events;
    }
}
