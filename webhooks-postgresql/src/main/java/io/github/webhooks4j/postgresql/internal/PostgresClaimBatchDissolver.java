package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.queue.ClaimBatchDissolver;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import java.sql.SQLException;
import java.time.Instant;

/** Dissolves claim batches on PostgreSQL: all in one statement. Without state. */
public final class PostgresClaimBatchDissolver implements ClaimBatchDissolver {
    /**
     * Batches first, then chains in the order of their keys, as every transaction locks them. What their node has just
     * settled is seen once it has committed: FOR NO KEY UPDATE then looks at the state again.
     */
    public static final String DISSOLVE = """
            WITH batch AS MATERIALIZED (
                SELECT number, lease_owner, lease_until, webhook_numbers, chain_numbers
                  FROM wh_claim_batch
                 WHERE lease_until <= ?
                 ORDER BY lease_until, number LIMIT ?
                   FOR UPDATE SKIP LOCKED),
            held AS MATERIALIZED (
                SELECT c.webhook_number, c.number, batch.lease_owner, batch.lease_until
                  FROM batch
                 CROSS JOIN unnest(batch.webhook_numbers, batch.chain_numbers) AS k (webhook_number, number)
                  JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
                 WHERE c.state = 2
                 ORDER BY c.webhook_number, c.number
                   FOR NO KEY UPDATE OF c),
            queued AS (
                UPDATE wh_chain AS c SET state = 3
                  FROM held
                 WHERE c.webhook_number = held.webhook_number AND c.number = held.number
                RETURNING c.webhook_number, c.number, c.destinations, c.started_at, held.lease_owner, held.lease_until),
            pending AS (
                INSERT INTO wh_pending_delivery (webhook_number, chain_number, destination, step, resume_count, due_at,
                       attempt, failures, sender_faults, new_connection, fencing_token, lease_owner, available_at)
                SELECT webhook_number, number, coalesce(split_part(destinations, ' ', 1)::integer, 0), 0, 0, started_at,
                       1, 0, 0, 0, 1, lease_owner, lease_until
                  FROM queued
                    ON CONFLICT DO NOTHING),
            gone AS (
                DELETE FROM wh_claim_batch WHERE number IN (SELECT number FROM batch))
            SELECT count(*) FROM batch""";

    @Override
    public int dissolve(JdbcSession session, Instant now) throws SQLException {
        return session.list(DISSOLVE, row -> row.getInt(1), RowMappers.millis(now), MAX_BATCHES)
                .get(0);
    }
}
