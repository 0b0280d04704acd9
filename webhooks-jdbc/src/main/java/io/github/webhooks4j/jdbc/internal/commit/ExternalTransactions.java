package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.schema.IdentityCheck;
import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.Dialect;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.OpenTransaction;
import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import io.github.webhooks4j.jdbc.internal.sql.TransactionCallback;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * Writes through connections of the application, and leaves them as they were: within a transaction of the application behind a
 * savepoint, so that a failure rolls back what the store wrote and nothing else; with autocommit on, in a transaction of its
 * own. Thread-safe.
 */
final class ExternalTransactions {
    private static final int MAX_TRIES = 5;

    /** Like SAVEPOINT of the drivers, but a statement: some refuse their own within a distributed transaction. */
    private static final String SAVEPOINT = "SAVEPOINT webhooks4j";

    private static final String ROLL_BACK = "ROLLBACK TO SAVEPOINT webhooks4j";
    private static final String RELEASE = "RELEASE SAVEPOINT webhooks4j";

    /** PostgreSQL's states for a transaction that would have to see what was committed after it began. */
    private static final String BEHIND_ADVICE =
            "; the transaction sees nothing that was committed after it began: roll it back "
                    + "and run it again, or run it at READ COMMITTED";

    private static final Set<String> BEHIND = Set.of("40001", "23503");

    private final Database database;
    private final Dialect dialect;
    private final IdentityCheck identity;

    ExternalTransactions(Database database, Dialect dialect, IdentityCheck identity) {
        this.database = database;
        this.dialect = dialect;
        this.identity = identity;
    }

    /**
     * Runs {@code work}, again if it lost a race for an event.
     *
     * @throws StoreException if it failed, or if the connection leads to other tables than the store's; nothing of it was
     *     written then
     */
    <T> T run(Connection connection, TransactionCallback<T> work) {
        database.refuseIfClosed();
        try {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals(dialect.product())) {
                throw identity.refusal("a database of " + product);
            }
            return dialect.isInTransaction(connection)
                    ? behindSavepoint(connection, work)
                    : inTransaction(connection, work);
        } catch (SQLException e) {
            throw failed(connection, e);
        }
    }

    private StoreException failed(Connection connection, SQLException e) {
        if (dialect.isTableMissing(e)) {
            return identity.refusal(
                    place(connection) + ", which has no tables of a store (" + SqlErrors.redactedMessage(e) + ")");
        }
        return new StoreException(
                Reason.FAILED,
                database.subject() + " failed on a connection of the application, and nothing of the call was stored: "
                        + SqlErrors.redactedMessage(e) + (isBehind(connection, e) ? BEHIND_ADVICE : ""),
                SqlErrors.redacted(e));
    }

    private String place(Connection connection) {
        JdbcSession session = dialect.session(connection);
        try {
            try {
                return dialect.place(session);
            } finally {
                session.closeStatements();
            }
        } catch (SQLException e) {
            return "a database";
        }
    }

    private static boolean isBehind(Connection connection, SQLException e) {
        String state = e.getSQLState();
        try {
            return state != null
                    && BEHIND.contains(state)
                    && connection.getTransactionIsolation() > Connection.TRANSACTION_READ_COMMITTED;
        } catch (SQLException ofIsolation) {
            return false;
        }
    }

    private <T> T inTransaction(Connection connection, TransactionCallback<T> work) throws SQLException {
        try (OpenTransaction transaction = dialect.begin(connection)) {
            T result = behindSavepoint(connection, work);
            transaction.commit();
            return result;
        }
    }

    private <T> T behindSavepoint(Connection connection, TransactionCallback<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try (var guarded = new Guarded(dialect.session(connection))) {
                T result = work.run(guarded.session);
                guarded.keep = true;
                return result;
            } catch (RunAgainException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** What happens between a savepoint and its end: taken back unless it is to be kept. */
    private static final class Guarded implements AutoCloseable {
        private final JdbcSession session;
        private boolean keep;

        Guarded(JdbcSession session) throws SQLException {
            this.session = session;
            session.execute(SAVEPOINT);
        }

        @Override
        public void close() throws SQLException {
            session.closeStatements();
            if (!keep) {
                session.execute(ROLL_BACK);
            }
            session.execute(RELEASE);
        }
    }
}
