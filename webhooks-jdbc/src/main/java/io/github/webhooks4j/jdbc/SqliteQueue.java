package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be done next, on SQLite. Every statement reads an index of unfinished work only. Without state. */
final class SqliteQueue {
    /** Jumps from lane to lane: its cost is the number of lanes, not of the rows in them. */
    static final String LANES = """
            WITH RECURSIVE lane (webhook_id, step, due_at) AS (
                SELECT * FROM (
                    SELECT webhook_id, step, due_at FROM wh_due
                     WHERE claimed = 0 ORDER BY webhook_id, step, due_at LIMIT 1)
                UNION ALL
                SELECT next.webhook_id, next.step, next.due_at
                  FROM lane CROSS JOIN wh_due AS next ON next.chain_id = coalesce(
                       (SELECT chain_id FROM wh_due
                         WHERE claimed = 0 AND webhook_id = lane.webhook_id AND step > lane.step
                         ORDER BY step, due_at LIMIT 1),
                       (SELECT chain_id FROM wh_due
                         WHERE claimed = 0 AND webhook_id > lane.webhook_id
                         ORDER BY webhook_id, step, due_at LIMIT 1)))
            SELECT webhook_id, step, due_at FROM lane""";

    static final String DUE = """
            SELECT d.chain_id, d.attempt, d.fence + 1, c.resumes, c.revision, e.body
              FROM wh_due AS d
             CROSS JOIN wh_chain AS c ON c.id = d.chain_id
             CROSS JOIN wh_event AS e ON e.seq = c.event_seq
             WHERE d.claimed = 0 AND d.webhook_id = ? AND d.step = ? AND d.due_at <= ?
             ORDER BY d.due_at, d.chain_id LIMIT ?""";

    static final String CLAIM = "UPDATE wh_due SET claimed = 1, fence = fence + 1 WHERE chain_id = ?";

    static final String REMAINING = "SELECT min(due_at) FROM wh_due WHERE claimed = 0 AND webhook_id = ? AND step = ?";

    static final String OVERDUE = "SELECT id FROM wh_chain WHERE deadline_at <= ? ORDER BY deadline_at, id LIMIT ?";

    static final String EARLIEST_DEADLINE = "SELECT min(deadline_at) FROM wh_chain WHERE deadline_at IS NOT NULL";

    static final String UNFINISHED =
            "SELECT id FROM wh_chain WHERE webhook_id = ? AND finished_at IS NULL ORDER BY id LIMIT ?";

    private static final String DROP_CLAIMS = "UPDATE wh_due SET claimed = 0 WHERE claimed = 1";

    private SqliteQueue() {}

    /** Makes all work claimable again, for the time when whoever claimed it is dead; returns how much it was. */
    static int dropClaims(Session session) throws SQLException {
        return session.update(DROP_CLAIMS);
    }

    static List<LaneDue> lanes(Session session) throws SQLException {
        return session.list(
                LANES,
                row -> new LaneDue(new LaneKey(new WebhookId(row.getString(1)), row.getInt(2)), Rows.time(row, 3)));
    }

    static Claimed claim(Session session, List<LaneClaim> claims, Instant now) throws SQLException {
        var deliveries = new ArrayList<DueDelivery>();
        for (LaneClaim claim : claims) {
            LaneKey lane = claim.lane();
            deliveries.addAll(session.list(
                    DUE,
                    row -> delivery(row, lane),
                    lane.webhook().value(),
                    lane.step(),
                    Rows.millis(now),
                    claim.limit()));
        }
        var keys = new ArrayList<@Nullable Object[]>();
        deliveries.forEach(delivery ->
                keys.add(new Object[] {delivery.key().delivery().chain().value()}));
        session.batch(CLAIM, keys);
        var remaining = new ArrayList<LaneDue>();
        for (LaneClaim claim : claims) {
            earliest(
                            session,
                            REMAINING,
                            claim.lane().webhook().value(),
                            claim.lane().step())
                    .ifPresent(at -> remaining.add(new LaneDue(claim.lane(), at)));
        }
        return new Claimed(deliveries, remaining);
    }

    static List<ChainId> overdue(Session session, Instant now, int limit) throws SQLException {
        return session.list(OVERDUE, row -> new ChainId(row.getString(1)), Rows.millis(now), limit);
    }

    static Optional<Instant> earliestDeadline(Session session) throws SQLException {
        return earliest(session, EARLIEST_DEADLINE);
    }

    static List<ChainId> unfinished(Session session, WebhookId webhook, int limit) throws SQLException {
        return session.list(UNFINISHED, row -> new ChainId(row.getString(1)), webhook.value(), limit);
    }

    private static Optional<Instant> earliest(Session session, String sql, Object... parameters) throws SQLException {
        return session.list(sql, row -> Optional.ofNullable(Rows.timeOrNull(row, 1)), parameters)
                .get(0);
    }

    private static DueDelivery delivery(ResultSet row, LaneKey lane) throws SQLException {
        var delivery = new DeliveryId(new ChainId(row.getString(1)), lane.step());
        return new DueDelivery(
                new DueKey(delivery, row.getInt(4), row.getInt(3)),
                row.getInt(2),
                lane.webhook(),
                row.getInt(5),
                EventBody.ofStored(row.getBytes(6)));
    }
}
