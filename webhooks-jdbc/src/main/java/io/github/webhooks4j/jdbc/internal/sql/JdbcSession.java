package io.github.webhooks4j.jdbc.internal.sql;

import io.github.webhooks4j.spi.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection with every statement that it has prepared, which it reuses. The texts of {@link SqlStatement}s are those
 * of its database; what only one database has is given as text. Used by one thread at a time.
 */
public abstract class JdbcSession {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private List<String> opening;

    public JdbcSession(Connection connection) {
        this(connection, List.of());
    }

    /**
     * Begins a session on a connection, which stays open when it ends.
     *
     * @param opening statements that go with the first one, ahead of it
     */
    public JdbcSession(Connection connection, List<String> opening) {
        this.connection = connection;
        this.opening = opening;
    }

    public Connection connection() {
        return connection;
    }

    /** Runs the statements that are to go with the first one, for what is done without any of this class. */
    public void open() throws SQLException {
        if (!opening.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(String.join(";\n", opening));
            }
            opening = List.of();
        }
    }

    /** Runs statements without parameters, which may be several with semicolons between. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (opening.isEmpty()) {
                // SQLite runs more than the first of several this way only.
                statement.executeUpdate(sql);
            } else {
                // What goes ahead may give rows.
                statement.execute(opened(sql));
            }
        }
    }

    /**
     * Reads rows, also those that a statement returns which writes. A parameter that is a collection of texts or numbers, or {@link
     * ChainKeys}, stands for many keys.
     */
    public <T> List<T> list(SqlStatement statement, RowMapper<T> row, @Nullable Object... parameters)
            throws SQLException {
        return list(sql(statement), row, parameters);
    }

    /** Reads rows by a statement that only this database has. */
    public <T> List<T> list(String sql, RowMapper<T> row, @Nullable Object... parameters) throws SQLException {
        var list = new ArrayList<T>();
        execute(sql, List.of(rowsInto(list, row)), parameters);
        return list;
    }

    /** Reads a statement's rows to the end of a list. */
    public static <T> ResultReader rowsInto(List<T> list, RowMapper<T> row) {
        return statement -> {
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    list.add(read(row, rows));
                }
            }
        };
    }

    /** What makes something of a row refuses only what no store has written. */
    private static <T> T read(RowMapper<T> row, ResultSet rows) throws SQLException {
        try {
            return row.map(rows);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadableRow(UnreadableRow.where(rows), e);
        }
    }

    /** Reads how many rows a statement changed. */
    public static ResultReader countInto(AtomicInteger changed) {
        return statement -> changed.set(statement.getUpdateCount());
    }

    /** Reads the first row, if there is one. */
    public <T> Optional<T> first(SqlStatement statement, RowMapper<T> row, @Nullable Object... parameters)
            throws SQLException {
        return list(statement, row, parameters).stream().findFirst();
    }

    /** Changes rows, and returns how many. */
    public int update(SqlStatement statement, @Nullable Object... parameters) throws SQLException {
        return update(sql(statement), parameters);
    }

    /** Changes rows by a statement that only this database has, and returns how many. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        var changed = new AtomicInteger();
        execute(sql, List.of(countInto(changed)), parameters);
        return changed.get();
    }

    /** Writes rows, and returns how many were written. */
    public int write(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return rows.isEmpty() ? 0 : writeRows(statement, rows);
    }

    /** Runs one statement for each of {@code rows} of parameters, in one batch; returns how many rows that changed. */
    public int batch(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return batch(sql(statement), rows);
    }

    /** As {@link #batch(SqlStatement, List)}, by a statement that only this database has. */
    public int batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        PreparedStatement statement = prepared(sql);
        for (@Nullable Object[] parameters : rows) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.addBatch();
        }
        int changed = 0;
        for (int count : statement.executeBatch()) {
            changed += count;
        }
        return changed;
    }

    /** Runs a statement, or a text of several with semicolons between, and has the result of each read. */
    public void execute(String sql, List<ResultReader> results, @Nullable Object[] parameters) throws SQLException {
        int ahead = opening.size();
        PreparedStatement statement = prepared(opened(sql));
        bind(statement, parameters);
        statement.execute();
        for (int i = 0; i < ahead; i++) {
            statement.getMoreResults();
        }
        for (ResultReader result : results) {
            result.read(statement);
            statement.getMoreResults();
        }
    }

    /** Returns a statement in the SQL of this database. */
    public abstract String sql(SqlStatement statement);

    /** Returns the parameter for a collection of keys: texts or numbers, all of one kind. */
    protected abstract Object keys(Collection<?> keys) throws SQLException;

    /**
     * Returns the parameters for the keys of chains, as many as stand for them in the statements of the database: one with both
     * numbers, or two.
     */
    protected abstract Object[] chainKeys(ChainKeys keys) throws SQLException;

    /** Writes rows, at least one, and returns how many were written. */
    protected abstract int writeRows(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException;

    /** Returns an empty pipeline. */
    public abstract StatementPipeline pipeline();

    /** Closes the statements, and leaves the connection to whom it belongs. */
    public void closeStatements() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    private String opened(String sql) {
        String text = opening.isEmpty() ? sql : String.join(";\n", opening) + ";\n" + sql;
        opening = List.of();
        return text;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        int index = 0;
        for (Object parameter : parameters) {
            if (parameter instanceof ChainKeys keys) {
                for (Object bound : chainKeys(keys)) {
                    statement.setObject(++index, bound);
                }
            } else if (parameter instanceof Collection<?> keys) {
                statement.setObject(++index, keys(keys));
            } else {
                statement.setObject(++index, parameter);
            }
        }
    }
}
