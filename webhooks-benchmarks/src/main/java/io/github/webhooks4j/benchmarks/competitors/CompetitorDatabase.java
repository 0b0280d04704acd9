package io.github.webhooks4j.benchmarks.competitors;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.webhooks4j.benchmarks.EmptyDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A competitor's database behind a pool large enough for all of its threads. Thread-safe. */
final class CompetitorDatabase implements AutoCloseable {
    /** Connections for a competitor's work beside its threads: publishing, polling, heartbeats. */
    private static final int SPARE_CONNECTIONS = 8;

    private final HikariDataSource pool;

    private CompetitorDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Opens a pool on an empty database, and runs a script.
     *
     * @param script statements with semicolons between them; may be empty
     */
    static CompetitorDatabase open(EmptyDatabase database, String script) throws SQLException {
        return open(database, script, null);
    }

    /** The same, with a statement that initialises every connection. */
    static CompetitorDatabase open(EmptyDatabase database, String script, @Nullable String session)
            throws SQLException {
        PGSimpleDataSource source = database.source().unwrap(PGSimpleDataSource.class);
        // As the PostgreSQL driver recommends for batches of inserts: one statement of many rows.
        source.setReWriteBatchedInserts(true);
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setConnectionInitSql(session);
        config.setMaximumPoolSize(Competitors.THREADS + SPARE_CONNECTIONS);
        var opened = new CompetitorDatabase(new HikariDataSource(config));
        if (!script.isEmpty()) {
            try (Connection connection = opened.pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(script);
            }
        }
        return opened;
    }

    DataSource source() {
        return pool;
    }

    /**
     * Copies the only row of a table until there are {@code rows}, and updates the table's statistics, as the server does by itself
     * within minutes.
     *
     * @param copy a statement with the parameter {@code rows}, which inserts one row less
     */
    void fill(String table, String copy, int rows) throws SQLException {
        int copies = update(copy, rows);
        if (copies != rows - 1) {
            throw new IllegalStateException(table + " must get " + (rows - 1) + " rows, got " + copies);
        }
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE " + table);
        }
    }

    /** Runs a statement with a number as its parameter; returns how many rows it changed. */
    int update(String sql, long parameter) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, parameter);
            return statement.executeUpdate();
        }
    }

    /** Returns whether a table has no row for which {@code condition} holds. */
    boolean hasNone(String table, String condition) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT NOT EXISTS (SELECT 1 FROM " + table + " WHERE " + condition + ")")) {
            rows.next();
            return rows.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(table + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
