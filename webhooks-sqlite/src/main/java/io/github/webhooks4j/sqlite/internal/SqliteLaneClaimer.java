package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.jdbc.internal.queue.ClaimRange;
import io.github.webhooks4j.jdbc.internal.queue.DueQueries;
import io.github.webhooks4j.jdbc.internal.queue.LaneClaimer;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims on SQLite, where a statement costs little: a few for each lane. Without state. */
public final class SqliteLaneClaimer implements LaneClaimer {
    /** CROSS JOIN keeps SQLite to the order of the tables: from the queue to what is needed of the rest. */
    public static final String FREE = """
            SELECT d.webhook_number, d.chain_number,
                   coalesce((SELECT w.id FROM wh_webhook AS w WHERE w.number = d.webhook_number),
                            'lost_' || d.webhook_number),
                   d.step, d.attempt, d.failures, d.sender_faults, d.new_connection,
                   d.fencing_token + 1, d.resume_count, c.revision, e.body, d.lease_owner,
                   d.destination, e.type, e.attributes, e.test,
                   CASE WHEN d.resume_count = 0 THEN 0 ELSE (
                       SELECT count(*) FROM wh_callback AS b
                        WHERE b.webhook_number = d.webhook_number AND b.chain_number = d.chain_number
                          AND b.step = d.step AND b.resume_count < d.resume_count) END,
                   e.id, e.topic, e.tag, e.occurred_at
              FROM wh_pending_delivery AS d
             CROSS JOIN wh_chain AS c ON c.webhook_number = d.webhook_number AND c.number = d.chain_number
             CROSS JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number)
             WHERE d.webhook_number = ? AND d.destination = ? AND d.available_at >= ? AND d.available_at <= ?
             ORDER BY d.available_at, d.chain_number LIMIT ?""";

    public static final String CLAIM = """
            UPDATE wh_pending_delivery
               SET lease_owner = ?, available_at = ?, fencing_token = fencing_token + 1
             WHERE webhook_number = ? AND chain_number = ?""";

    public static final String EARLIEST = """
            SELECT available_at FROM wh_pending_delivery
             WHERE webhook_number = ? AND destination = ? ORDER BY available_at LIMIT 1""";

    private static final String DROP_CLAIMS = "UPDATE wh_pending_delivery SET lease_owner = NULL, available_at = due_at"
            + " WHERE lease_owner NOT IN ('set_aside', 'waits_for_turn')";

    private static final String DROP_NODES = "DELETE FROM wh_node";

    /** Makes all work claimable again, once the nodes that held it are known to be dead; returns how much it was. */
    public static int releaseAll(JdbcSession session) throws SQLException {
        session.update(DROP_NODES);
        return session.update(DROP_CLAIMS);
    }

    @Override
    public ClaimResult claim(JdbcSession session, List<ClaimRange> asks, LeaseRequest claimant, Instant now)
            throws SQLException {
        var taken = new ArrayList<DueQueries.Taken>();
        for (ClaimRange ask : asks) {
            LaneKey lane = ask.lane();
            taken.addAll(session.list(
                    FREE,
                    DueQueries::taken,
                    RowMappers.number(lane.webhook()),
                    lane.destination(),
                    RowMappers.millis(ask.availableFrom()),
                    RowMappers.millis(now),
                    ask.limit()));
        }
        long until = claimant.lease(now).until().toEpochMilli();
        var claims = new ArrayList<@Nullable Object[]>();
        for (DueQueries.Taken one : taken) {
            ChainId chain = one.delivery().key().delivery().chain();
            claims.add(new Object[] {claimant.node().value(), until, chain.webhookNumber(), chain.number()});
        }
        session.batch(CLAIM, claims);
        var remaining = new ArrayList<LaneDueTime>();
        for (ClaimRange ask : asks) {
            LaneKey lane = ask.lane();
            remaining.addAll(session.list(
                    EARLIEST,
                    row -> new LaneDueTime(lane, RowMappers.time(row, 1)),
                    RowMappers.number(lane.webhook()),
                    lane.destination()));
        }
        return DueQueries.claimed(taken, remaining);
    }
}
