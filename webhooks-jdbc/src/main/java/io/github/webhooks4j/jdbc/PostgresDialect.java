package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.jdbc.SqlStatement.ColumnType;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.LaneDue;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** PostgreSQL: many transactions write at a time, and every statement is a journey, so that rows travel as arrays. Without state. */
final class PostgresDialect implements Dialect {
    static final PostgresDialect INSTANCE = new PostgresDialect();

    /**
     * One statement for all lanes. MATERIALIZED, and only joined to the update afterwards: a planner that is free to put LIMIT
     * and SKIP LOCKED into the inside of a join runs them again and again, and locks far more than was asked for.
     */
    static final String CLAIM = """
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

    static final String EARLIEST = """
            SELECT ask.webhook_id, ask.destination, due.free_at
              FROM unnest(?, ?, ?) AS ask (webhook_id, destination, low)
             CROSS JOIN LATERAL (
                   SELECT free_at FROM wh_due
                    WHERE webhook_id = ask.webhook_id AND destination = ask.destination AND free_at >= ask.low
                    ORDER BY free_at LIMIT 1) AS due""";

    private static final SqlStatements STATEMENTS =
            SqlStatements.read(name -> Schema.script("postgres/statements/" + name));

    /** How many lanes one statement claims from. */
    static final int MAX_LANES_AT_ONCE = 16;

    private static final String UNDEFINED_TABLE = "42P01";

    private PostgresDialect() {}

    @Override
    public String sql(SqlStatement statement) {
        return STATEMENTS.text(statement);
    }

    @Override
    public Object keys(Connection connection, Collection<String> keys) throws SQLException {
        return connection.createArrayOf("text", keys.toArray(new String[0]));
    }

    @Override
    public int write(Session session, SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return session.update(statement, columns(session.connection(), statement.columns(), rows));
    }

    @Override
    public Journey journey(Session session) {
        return new PostgresJourney(session);
    }

    @Override
    public String product() {
        return "PostgreSQL";
    }

    @Override
    public OpenTransaction begin(Connection connection) throws SQLException {
        return new Transaction(connection);
    }

    /** Asks the driver too: within a distributed transaction a connection may show autocommit, and refuse to change it. */
    @Override
    public boolean isInTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            return true;
        }
        if (!connection.isWrapperFor(BaseConnection.class)) {
            return false;
        }
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        return !driver.getAutoCommit() || driver.getTransactionState() != TransactionState.IDLE;
    }

    @Override
    public boolean isTableMissing(SQLException e) {
        return UNDEFINED_TABLE.equals(e.getSQLState());
    }

    @Override
    public String place(Session session) throws SQLException {
        return session.list(SqlStatement.STORE_PLACE, row -> row.getString(1)).get(0);
    }

    @Override
    public Supplier<List<StoreIdentity>> identity(Journey journey) throws SQLException {
        return journey.list(
                SqlStatement.STORE_IDENTITY,
                row -> new StoreIdentity(row.getString(1), row.getString(2), row.getLong(3)));
    }

    /** In chunks: asked for more lanes at once, the planner may read all of an index instead of looking up what it needs. */
    @Override
    public Claimed claim(Session session, List<LaneAsk> asks, Claimant claimant, Instant now) throws SQLException {
        var taken = new ArrayList<Queue.Taken>();
        var remaining = new ArrayList<LaneDue>();
        for (int from = 0; from < asks.size(); from += MAX_LANES_AT_ONCE) {
            List<LaneAsk> chunk = asks.subList(from, Math.min(from + MAX_LANES_AT_ONCE, asks.size()));
            Connection connection = session.connection();
            Array webhooks = array(
                    connection,
                    chunk,
                    ColumnType.TEXT,
                    ask -> ask.lane().webhook().value());
            Array destinations = array(
                    connection, chunk, ColumnType.INTEGER, ask -> ask.lane().destination());
            Array lows =
                    array(connection, chunk, ColumnType.BIGINT, ask -> ask.low().toEpochMilli());
            var journey = new PostgresJourney(session);
            Supplier<List<Queue.Taken>> takenNow = journey.list(
                    CLAIM,
                    Queue::taken,
                    webhooks,
                    destinations,
                    lows,
                    array(connection, chunk, ColumnType.INTEGER, LaneAsk::limit),
                    Rows.millis(now),
                    claimant.node().value(),
                    claimant.lease(now).until().toEpochMilli());
            Supplier<List<LaneDue>> remainingNow = journey.list(EARLIEST, Queue::lane, webhooks, destinations, lows);
            journey.go();
            taken.addAll(takenNow.get());
            remaining.addAll(remainingNow.get());
        }
        return Queue.claimed(taken, remaining);
    }

    /** Returns an array for each column. */
    static Object[] columns(Connection connection, List<ColumnType> types, List<@Nullable Object[]> rows)
            throws SQLException {
        var columns = new Object[types.size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] = array(connection, rows, types.get(i), row -> row[column]);
        }
        return columns;
    }

    private static <T> Array array(
            Connection connection, List<T> things, ColumnType type, Function<T, @Nullable Object> value)
            throws SQLException {
        int size = things.size();
        @Nullable Object[] values = switch (type) {
            case TEXT -> new String[size];
            case INTEGER -> new Integer[size];
            case BIGINT -> new Long[size];
            case BYTEA -> new byte[size][];
        };
        for (int i = 0; i < size; i++) {
            values[i] = value.apply(things.get(i));
        }
        return connection.createArrayOf(type.sqlName(), values);
    }
}
