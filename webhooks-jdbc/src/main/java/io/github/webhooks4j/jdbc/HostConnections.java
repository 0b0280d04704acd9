package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.jdbc.Session.Work;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Writes through connections that belong to the host, and leaves them as they were: within a transaction of the host's behind a
 * savepoint, so that a failure takes back what is ours and nothing of the host's; with autocommit on, in a transaction of its
 * own. Thread-safe.
 */
final class HostConnections {
    private static final int MAX_TRIES = 5;

    private final Database database;
    private final Dialect dialect;

    HostConnections(Database database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    /**
     * Runs {@code work}, again if it lost a race for an event.
     *
     * @throws StoreException if it failed; nothing of it was written then
     */
    <T> T write(Connection connection, Work<T> work) {
        database.refuseIfClosed();
        try {
            return connection.getAutoCommit() ? inTransaction(connection, work) : behindSavepoint(connection, work);
        } catch (SQLException e) {
            throw new StoreException(
                    Reason.FAILED,
                    database.subject() + " failed on a connection of the host's, and nothing of the call was kept: "
                            + FirstLine.of(e),
                    FirstLine.alone(e));
        }
    }

    private <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        try (var transaction = new Transaction(connection)) {
            T result = behindSavepoint(connection, work);
            transaction.commit();
            return result;
        }
    }

    private <T> T behindSavepoint(Connection connection, Work<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try (var guarded = new Guarded(connection, new Session(connection, dialect))) {
                T result = work.run(guarded.session);
                guarded.keep = true;
                return result;
            } catch (EventRace e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** What happens between a savepoint and its end: taken back unless it is to be kept. */
    private static final class Guarded implements AutoCloseable {
        private final Connection connection;
        private final Session session;
        private final Savepoint before;
        private boolean keep;

        Guarded(Connection connection, Session session) throws SQLException {
            this.connection = connection;
            this.session = session;
            this.before = connection.setSavepoint();
        }

        @Override
        public void close() throws SQLException {
            session.closeStatements();
            if (!keep) {
                connection.rollback(before);
            }
            connection.releaseSavepoint(before);
        }
    }
}
