package io.github.webhooks4j.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection with every statement that it has prepared, kept for the next time. After an exception it may stand anywhere: it
 * is to be closed, which also rolls back. Used by one thread at a time.
 */
final class Session implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    /** What is done within one transaction. */
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /** Makes something of one row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> T inTransaction(Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result = work.run(this);
        // Commits. Not commit(): the driver would begin the next transaction at once, and hold the write lock over idle
        // times.
        connection.setAutoCommit(true);
        return result;
    }

    /** Runs statements without parameters, which may be several with semicolons between. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, parameters);
        var list = new ArrayList<T>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                list.add(row.read(rows));
            }
        }
        return list;
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        return list(sql, row, parameters).stream().findFirst();
    }

    /** Returns how many rows it changed. */
    int update(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, parameters);
        return statement.executeUpdate();
    }

    /** Runs one statement for each of {@code rows} of parameters, in one batch. */
    void batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        PreparedStatement statement = prepared(sql);
        for (@Nullable Object[] parameters : rows) {
            bind(statement, parameters);
            statement.addBatch();
        }
        statement.executeBatch();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
