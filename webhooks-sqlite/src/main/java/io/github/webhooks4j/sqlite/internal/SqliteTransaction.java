package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.sql.OpenTransaction;
import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A transaction on a connection with autocommit on. It begins with waiting for its turn to write: one that has read before it
 * writes is refused as soon as another program wrote in between.
 */
final class SqliteTransaction implements OpenTransaction {
    private static final String WITHIN = "cannot start a transaction within a transaction";

    private final Connection connection;
    private boolean open;

    private SqliteTransaction(Connection connection, boolean open) {
        this.connection = connection;
        this.open = open;
    }

    /** Begins one; within a transaction that the application has begun by a statement it is that one, which stays open. */
    static SqliteTransaction begin(Connection connection) throws SQLException {
        int timeout = busyTimeout(connection);
        try {
            if (timeout == 0) {
                execute(connection, "PRAGMA busy_timeout = " + SqliteConnections.BUSY_TIMEOUT_MILLIS);
            }
            execute(connection, "BEGIN IMMEDIATE");
            return new SqliteTransaction(connection, true);
        } catch (SQLException e) {
            if (!SqlErrors.redactedMessage(e).contains(WITHIN)) {
                throw e;
            }
            return new SqliteTransaction(connection, false);
        } finally {
            if (timeout == 0) {
                execute(connection, "PRAGMA busy_timeout = 0");
            }
        }
    }

    /** Returns for how long the connection waits for its turn; 0: not at all, so that any other writer fails it. */
    private static int busyTimeout(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet timeout = statement.executeQuery("PRAGMA busy_timeout")) {
            return timeout.next() ? timeout.getInt(1) : 0;
        }
    }

    @Override
    public void commit() throws SQLException {
        if (open) {
            execute(connection, "COMMIT");
            open = false;
        }
    }

    @Override
    public void close() throws SQLException {
        if (open) {
            execute(connection, "ROLLBACK");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
