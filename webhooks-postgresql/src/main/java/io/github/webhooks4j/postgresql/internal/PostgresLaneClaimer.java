package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.LaneDue;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import io.github.webhooks4j.jdbc.internal.queue.ClaimRange;
import io.github.webhooks4j.jdbc.internal.queue.DueQueries;
import io.github.webhooks4j.jdbc.internal.queue.LaneClaimer;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;

/** Claims on PostgreSQL: one statement for many lanes, which skips rows that other transactions have locked. Without state. */
public final class PostgresLaneClaimer implements LaneClaimer {
    /**
     * One statement for all lanes. MATERIALIZED, and only joined to the update afterwards: a planner that is free to put LIMIT
     * and SKIP LOCKED into the inside of a join runs them again and again, and locks far more than was asked for.
     */
    public static final String CLAIM = """
            WITH free AS MATERIALIZED (
                SELECT due.chain_id, due.holder, due.free_at
                  FROM unnest(?, ?, ?, ?) AS ask (webhook_id, destination, low, most)
                 CROSS JOIN LATERAL (
                       SELECT chain_id, holder, free_at FROM wh_due
                        WHERE webhook_id = ask.webhook_id AND destination = ask.destination AND free_at >= ask.low AND free_at <= ?
                        ORDER BY free_at, chain_id LIMIT ask.most
                          FOR UPDATE SKIP LOCKED) AS due),
            taken AS (
                UPDATE wh_due AS d SET holder = ?, free_at = ?, fence = d.fence + 1
                  FROM free WHERE d.chain_id = free.chain_id
                RETURNING d.chain_id, d.webhook_id, d.step, d.attempt, d.failures, d.sender_faults, d.new_connection, d.fence,
                          d.resumes, d.destination, free.holder, free.free_at)
            SELECT t.chain_id, t.webhook_id, t.step, t.attempt, t.failures, t.sender_faults, t.new_connection, t.fence,
                   t.resumes, c.revision, e.body, t.holder, t.destination
              FROM taken AS t
              JOIN wh_chain AS c ON c.id = t.chain_id
              JOIN wh_event AS e ON e.seq = c.event_seq
             ORDER BY t.free_at, t.chain_id""";

    public static final String EARLIEST = """
            SELECT ask.webhook_id, ask.destination, due.free_at
              FROM unnest(?, ?, ?) AS ask (webhook_id, destination, low)
             CROSS JOIN LATERAL (
                   SELECT free_at FROM wh_due
                    WHERE webhook_id = ask.webhook_id AND destination = ask.destination AND free_at >= ask.low
                    ORDER BY free_at LIMIT 1) AS due""";

    /** How many lanes one statement claims from. */
    public static final int MAX_LANES_AT_ONCE = 16;

    /** In chunks: asked for more lanes at once, the planner may read all of an index instead of looking up what it needs. */
    @Override
    public Claimed claim(JdbcSession session, List<ClaimRange> asks, Claimant claimant, Instant now) throws SQLException {
        var taken = new ArrayList<DueQueries.Taken>();
        var remaining = new ArrayList<LaneDue>();
        for (int from = 0; from < asks.size(); from += MAX_LANES_AT_ONCE) {
            List<ClaimRange> chunk = asks.subList(from, Math.min(from + MAX_LANES_AT_ONCE, asks.size()));
            Connection connection = session.connection();
            Array webhooks = PostgresArrays.of(
                    connection,
                    chunk,
                    ColumnType.TEXT,
                    ask -> ask.lane().webhook().value());
            Array destinations = PostgresArrays.of(
                    connection, chunk, ColumnType.INTEGER, ask -> ask.lane().destination());
            Array lows = PostgresArrays.of(
                    connection, chunk, ColumnType.BIGINT, ask -> ask.availableFrom().toEpochMilli());
            var journey = new PostgresPipeline(session);
            Supplier<List<DueQueries.Taken>> takenNow = journey.list(
                    CLAIM,
                    DueQueries::taken,
                    webhooks,
                    destinations,
                    lows,
                    PostgresArrays.of(connection, chunk, ColumnType.INTEGER, ClaimRange::limit),
                    RowMappers.millis(now),
                    claimant.node().value(),
                    claimant.lease(now).until().toEpochMilli());
            Supplier<List<LaneDue>> remainingNow = journey.list(EARLIEST, DueQueries::lane, webhooks, destinations, lows);
            journey.flush();
            taken.addAll(takenNow.get());
            remaining.addAll(remainingNow.get());
        }
        return DueQueries.claimed(taken, remaining);
    }
}
