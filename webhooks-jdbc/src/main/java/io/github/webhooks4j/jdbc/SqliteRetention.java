package io.github.webhooks4j.jdbc;

import java.sql.SQLException;
import java.time.Instant;

/** What retention takes away, on SQLite. Without state. */
final class SqliteRetention {
    /** The same chains in each of the statements below, since they run in one transaction and the chains go last. */
    static final String FINISHED = "SELECT id FROM wh_chain WHERE finished_at < ? ORDER BY finished_at, id LIMIT ?";

    private static final String DELETE_ATTEMPTS = "DELETE FROM wh_attempt WHERE chain_id IN (" + FINISHED + ")";

    private static final String DELETE_CALLBACKS = "DELETE FROM wh_callback WHERE chain_id IN (" + FINISHED + ")";

    private static final String DELETE_CHAINS = "DELETE FROM wh_chain WHERE id IN (" + FINISHED + ")";

    static final String DELETE_EVENTS = """
            DELETE FROM wh_event WHERE seq IN (
                SELECT seq FROM wh_event AS e
                 WHERE accepted_at < ? AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE event_seq = e.seq)
                 ORDER BY accepted_at LIMIT ?)""";

    static final String DELETE_WEBHOOKS = """
            DELETE FROM wh_webhook
             WHERE status = 'deleted' AND NOT EXISTS (SELECT 1 FROM wh_chain WHERE webhook_id = wh_webhook.id)""";

    private static final String DELETE_SECRETS = """
            DELETE FROM wh_webhook_secret
             WHERE NOT EXISTS (SELECT 1 FROM wh_webhook WHERE id = wh_webhook_secret.webhook_id)""";

    static final String DELETE_REVISIONS = """
            DELETE FROM wh_webhook_revision AS r
             WHERE NOT EXISTS (
                   SELECT 1 FROM wh_webhook AS w
                    WHERE w.id = r.webhook_id AND w.revision = r.revision AND w.status <> 'deleted')
               AND NOT EXISTS (SELECT 1 FROM wh_chain AS c WHERE c.webhook_id = r.webhook_id AND c.revision = r.revision)""";

    private SqliteRetention() {}

    static int prune(Session session, Instant before, int limit) throws SQLException {
        Long time = Rows.millis(before);
        session.update(DELETE_ATTEMPTS, time, limit);
        session.update(DELETE_CALLBACKS, time, limit);
        int chains = session.update(DELETE_CHAINS, time, limit);
        int events = session.update(DELETE_EVENTS, time, limit);
        session.update(DELETE_REVISIONS);
        session.update(DELETE_WEBHOOKS);
        session.update(DELETE_SECRETS);
        return chains + events;
    }
}
