package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.queue.ClaimBatchDissolver;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Dissolves claim batches on SQLite, where one transaction writes at a time. Without state. */
public final class SqliteBatchDissolver implements ClaimBatchDissolver {
    private static final String EXPIRED =
            "SELECT number FROM wh_claim_batch WHERE lease_until <= ? ORDER BY lease_until LIMIT " + MAX_BATCHES;

    private static final String HELD = """
            json_each(?1) AS n
             CROSS JOIN wh_claim_batch AS b ON b.number = n.value
             CROSS JOIN json_each(b.chains) AS k""";

    /** The first destination's number is what a list of them begins with. */
    public static final String QUEUE = """
            INSERT INTO wh_pending_delivery (webhook_number, chain_number, destination, step, resume_count, due_at, attempt,
                   failures, sender_faults, new_connection, fencing_token, lease_owner, available_at)
            SELECT c.webhook_number, c.number, coalesce(CAST(c.destinations AS INTEGER), 0), 0, 0, c.started_at, 1,
                   0, 0, 0, 1, CASE WHEN ?2 THEN b.lease_owner END, CASE WHEN ?2 THEN b.lease_until ELSE c.started_at END
              FROM\s""" + HELD + """

             CROSS JOIN wh_chain AS c ON c.webhook_number = k.value ->> 0 AND c.number = k.value ->> 1
             WHERE c.state = 2""";

    public static final String MARK = """
            UPDATE wh_chain SET state = 3
             WHERE (webhook_number, number) IN (
                   SELECT k.value ->> 0, k.value ->> 1 FROM\s""" + HELD + """
            ) AND state = 2""";

    private static final String DELETE = "DELETE FROM wh_claim_batch WHERE number IN (SELECT value FROM json_each(?))";

    @Override
    public int dissolve(JdbcSession session, Instant now) throws SQLException {
        return dissolve(session, now.toEpochMilli(), true);
    }

    /** Dissolves all batches, once the nodes that held them are known to be dead: what they held is claimable at once. */
    public static int dissolveAll(JdbcSession session) throws SQLException {
        int all = 0;
        int dissolved;
        do {
            dissolved = dissolve(session, Long.MAX_VALUE, false);
            all += dissolved;
        } while (dissolved == MAX_BATCHES);
        return all;
    }

    private static int dissolve(JdbcSession session, long expiredAt, boolean leased) throws SQLException {
        List<Long> numbers = session.list(EXPIRED, row -> row.getLong(1), expiredAt);
        if (!numbers.isEmpty()) {
            session.update(QUEUE, numbers, leased ? 1 : 0);
            session.update(MARK, numbers);
            session.update(DELETE, numbers);
        }
        return numbers.size();
    }
}
