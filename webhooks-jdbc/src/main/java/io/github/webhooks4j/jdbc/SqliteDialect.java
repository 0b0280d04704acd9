package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.json.StrictJson;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.LaneKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** SQLite: one transaction writes at a time, so nothing has to be locked, and a statement costs little. Without state. */
final class SqliteDialect implements Dialect {
    static final SqliteDialect INSTANCE = new SqliteDialect();

    /** CROSS JOIN keeps SQLite to the order of the tables: from the queue to what is needed of the rest. */
    static final String FREE = """
            SELECT d.chain_id, d.webhook_id, d.step, d.attempt, d.failures, d.sender_faults, d.new_connection,
                   d.fence + 1, d.resumes, c.revision, e.body, d.holder,
                   d.destination
              FROM wh_due AS d
             CROSS JOIN wh_chain AS c ON c.id = d.chain_id
             CROSS JOIN wh_event AS e ON e.seq = c.event_seq
             WHERE d.webhook_id = ? AND d.destination = ? AND d.free_at >= ? AND d.free_at <= ?
             ORDER BY d.free_at, d.chain_id LIMIT ?""";

    static final String CLAIM = "UPDATE wh_due SET holder = ?, free_at = ?, fence = fence + 1 WHERE chain_id = ?";

    static final String EARLIEST =
            "SELECT free_at FROM wh_due WHERE webhook_id = ? AND destination = ? ORDER BY free_at LIMIT 1";

    private static final String DROP_CLAIMS =
            "UPDATE wh_due SET holder = NULL, free_at = due_at WHERE holder <> 'set_aside'";

    private static final SqlStatements STATEMENTS =
            SqlStatements.read(name -> Schema.script("sqlite/statements/" + name));

    private SqliteDialect() {}

    /** Makes all work claimable again, for the time when whoever held it is dead; returns how much it was. */
    static int dropClaims(Session session) throws SQLException {
        return session.update(DROP_CLAIMS);
    }

    @Override
    public String sql(SqlStatement statement) {
        return STATEMENTS.text(statement);
    }

    @Override
    public Object keys(Connection connection, Collection<String> keys) {
        return new String(StrictJson.write(Map.of("keys", List.copyOf(keys))), StandardCharsets.UTF_8);
    }

    @Override
    public int write(Session session, SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return session.batch(statement, rows);
    }

    @Override
    public Journey journey(Session session) {
        return new SqliteJourney(session);
    }

    @Override
    public String product() {
        return "SQLite";
    }

    @Override
    public OpenTransaction begin(Connection connection) throws SQLException {
        return SqliteTransaction.begin(connection);
    }

    @Override
    public boolean isInTransaction(Connection connection) throws SQLException {
        return !connection.getAutoCommit();
    }

    @Override
    public boolean isTableMissing(SQLException e) {
        return FirstLine.of(e).contains("no such table: ");
    }

    @Override
    public String place(Session session) throws SQLException {
        return session.list(SqlStatement.STORE_PLACE, row -> file(row.getString(1)))
                .get(0);
    }

    @Override
    public Supplier<List<StoreIdentity>> identity(Journey journey) throws SQLException {
        return journey.list(
                SqlStatement.STORE_IDENTITY,
                row -> new StoreIdentity(row.getString(1), file(row.getString(2)), row.getLong(3)));
    }

    /** Names a file in one way only, so that two names of it are the same. */
    private static String file(String name) {
        if (name.isEmpty()) {
            return "a store in memory";
        }
        try {
            return "the store file " + Path.of(name).toRealPath();
        } catch (IOException e) {
            return "the store file " + name;
        }
    }

    @Override
    public Claimed claim(Session session, List<LaneAsk> asks, Claimant claimant, Instant now) throws SQLException {
        var taken = new ArrayList<Queue.Taken>();
        for (LaneAsk ask : asks) {
            LaneKey lane = ask.lane();
            taken.addAll(session.list(
                    FREE,
                    Queue::taken,
                    lane.webhook().value(),
                    lane.destination(),
                    Rows.millis(ask.low()),
                    Rows.millis(now),
                    ask.limit()));
        }
        long until = claimant.lease(now).until().toEpochMilli();
        var claims = new ArrayList<@Nullable Object[]>();
        for (Queue.Taken one : taken) {
            ChainId chain = one.delivery().key().delivery().chain();
            claims.add(new Object[] {claimant.node().value(), until, chain.value()});
            session.recentChains().forget(chain);
        }
        session.batch(CLAIM, claims);
        var remaining = new ArrayList<LaneDue>();
        for (LaneAsk ask : asks) {
            LaneKey lane = ask.lane();
            remaining.addAll(session.list(
                    EARLIEST,
                    row -> new LaneDue(lane, Rows.time(row, 1)),
                    lane.webhook().value(),
                    lane.destination()));
        }
        return Queue.claimed(taken, remaining);
    }
}
