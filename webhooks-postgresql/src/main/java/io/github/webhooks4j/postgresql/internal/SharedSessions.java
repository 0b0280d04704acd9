package io.github.webhooks4j.postgresql.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;

/**
 * Finds out whether connections lead through a pooler that shares sessions of the server between transactions, such as
 * PgBouncer with {@code pool_mode=transaction}. There a prepared statement is not found by the next transaction, and no
 * notification arrives. Without state.
 */
final class SharedSessions {
    /** How often two connections take turns: a pooler under load may give each the same session several times. */
    private static final int ROUNDS = 5;

    private SharedSessions() {}

    /** Returns whether a connection leads to the server itself, by the number of the session. */
    static boolean isDirect(Connection connection) throws SQLException {
        // A pooler gives the driver a number of its own.
        return connection.unwrap(BaseConnection.class).getBackendPID() == session(connection);
    }

    /** Returns whether two connections, of which neither is in a transaction, share sessions. */
    static boolean between(Connection one, Connection other) throws SQLException {
        long first = session(one);
        for (int i = 0; i < ROUNDS; i++) {
            if (session(other) == first || session(one) != first) {
                return true;
            }
        }
        return false;
    }

    private static long session(Connection connection) throws SQLException {
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        int threshold = driver.getPrepareThreshold();
        driver.setPrepareThreshold(0);
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getLong(1);
        } finally {
            driver.setPrepareThreshold(threshold);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        }
    }
}
