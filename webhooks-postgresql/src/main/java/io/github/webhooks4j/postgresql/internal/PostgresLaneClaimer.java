package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.queue.ClaimRange;
import io.github.webhooks4j.jdbc.internal.queue.DueQueries;
import io.github.webhooks4j.jdbc.internal.queue.LaneClaimer;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LeaseRequest;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Claims on PostgreSQL: one statement for many lanes, which skips rows that other transactions have locked. Without state. */
public final class PostgresLaneClaimer implements LaneClaimer {
    /**
     * One statement for all lanes. MATERIALIZED, and only joined to the update afterwards: a planner that is free to put LIMIT
     * and SKIP LOCKED into the inside of a join runs them again and again, and locks far more than was asked for.
     */
    public static final String CLAIM = """
            WITH free AS MATERIALIZED (
                SELECT ask.webhook_id, ask.webhook_number, due.chain_number, due.lease_owner, due.available_at
                  FROM unnest(?, ?, ?, ?, ?) AS ask (webhook_id, webhook_number, destination, low, most)
                 CROSS JOIN LATERAL (
                       SELECT chain_number, lease_owner, available_at FROM wh_pending_delivery
                        WHERE webhook_number = ask.webhook_number AND destination = ask.destination
                          AND available_at >= ask.low AND available_at <= ?
                        ORDER BY available_at, chain_number LIMIT ask.most
                          FOR UPDATE SKIP LOCKED) AS due),
            taken AS (
                UPDATE wh_pending_delivery AS d SET lease_owner = ?, available_at = ?, fencing_token = d.fencing_token + 1
                  FROM free WHERE d.webhook_number = free.webhook_number AND d.chain_number = free.chain_number
                RETURNING d.webhook_number, d.chain_number, free.webhook_id, d.step, d.attempt, d.failures, d.sender_faults,
                          d.new_connection, d.fencing_token, d.resume_count, d.destination, free.lease_owner, free.available_at)
            SELECT t.webhook_number, t.chain_number, t.webhook_id, t.step, t.attempt, t.failures, t.sender_faults,
                   t.new_connection, t.fencing_token, t.resume_count, c.revision, e.body, t.lease_owner, t.destination, e.type,
                   e.attributes, e.test,
                   CASE WHEN t.resume_count = 0 THEN 0 ELSE (
                       SELECT count(*) FROM wh_callback AS b
                        WHERE b.webhook_number = t.webhook_number AND b.chain_number = t.chain_number
                          AND b.step = t.step AND b.resume_count < t.resume_count) END,
                   e.id, e.topic, e.tag, e.occurred_at
              FROM taken AS t
              JOIN wh_chain AS c ON c.webhook_number = t.webhook_number AND c.number = t.chain_number
              JOIN wh_event AS e ON e.number = coalesce(c.event_number, c.number)
             ORDER BY t.available_at, t.webhook_number, t.chain_number""";

    public static final String EARLIEST = """
            SELECT ask.webhook_id, ask.destination, due.available_at
              FROM unnest(?, ?, ?, ?) AS ask (webhook_id, webhook_number, destination, low)
             CROSS JOIN LATERAL (
                   SELECT available_at FROM wh_pending_delivery
                    WHERE webhook_number = ask.webhook_number AND destination = ask.destination AND available_at >= ask.low
                    ORDER BY available_at LIMIT 1) AS due""";

    /** How many lanes one statement claims from. */
    public static final int MAX_LANES_AT_ONCE = 16;

    /** In chunks: asked for more lanes at once, the planner may read all of an index instead of looking up what it needs. */
    @Override
    public ClaimResult claim(JdbcSession session, List<ClaimRange> asks, LeaseRequest claimant, Instant now)
            throws SQLException {
        var taken = new ArrayList<DueQueries.Taken>();
        var remaining = new ArrayList<LaneDueTime>();
        for (int from = 0; from < asks.size(); from += MAX_LANES_AT_ONCE) {
            List<ClaimRange> chunk = asks.subList(from, Math.min(from + MAX_LANES_AT_ONCE, asks.size()));
            Connection connection = session.connection();
            Array webhooks = PostgresArrays.of(
                    connection,
                    chunk,
                    ColumnType.TEXT,
                    ask -> ask.lane().webhook().value());
            Array numbers = PostgresArrays.numbers(
                    connection, chunk, ask -> RowMappers.number(ask.lane().webhook()));
            Array destinations = PostgresArrays.of(
                    connection, chunk, ColumnType.INTEGER, ask -> ask.lane().destination());
            Array lows = PostgresArrays.numbers(
                    connection, chunk, ask -> ask.availableFrom().toEpochMilli());
            var pipeline = new PostgresPipeline(session);
            Supplier<List<DueQueries.Taken>> takenNow = pipeline.list(
                    CLAIM,
                    DueQueries::taken,
                    webhooks,
                    numbers,
                    destinations,
                    lows,
                    PostgresArrays.of(connection, chunk, ColumnType.INTEGER, ClaimRange::limit),
                    RowMappers.millis(now),
                    claimant.node().value(),
                    claimant.lease(now).until().toEpochMilli());
            Supplier<List<LaneDueTime>> remainingNow =
                    pipeline.list(EARLIEST, DueQueries::lane, webhooks, numbers, destinations, lows);
            pipeline.flush();
            taken.addAll(takenNow.get());
            remaining.addAll(remainingNow.get());
        }
        return DueQueries.claimed(taken, remaining);
    }
}
