package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import io.github.webhooks4j.jdbc.internal.sql.Transaction;
import io.github.webhooks4j.jdbc.internal.sql.TransactionCallback;
import io.github.webhooks4j.jdbc.internal.sql.UnreadableRow;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/**
 * A PostgreSQL database behind the application's data source. A few transactions run at a time; none holds a connection
 * afterwards.
 */
public final class PostgresDatabase implements Database {
    public static final int MAX_CONCURRENT_COMMITS = 2;

    /** Room for commits, for what users look at, and for what else is written. */
    static final int MAX_AT_WORK = MAX_CONCURRENT_COMMITS + 1;

    /** However many look at once, a commit waits for commits only. */
    public static final int MAX_READING = MAX_AT_WORK - 1;

    /** Leases end by the clock: a renewal waits for nothing else that the store does. */
    static final int MAX_LEASING = 1;

    /** How often a transaction is tried that others came in the way of. */
    static final int MAX_TRIES = 10;

    private static final Set<String> RETRYABLE_SQL_STATES = Set.of("40001", "40P01");

    /**
     * What holds within one transaction. As one statement, since each costs the server something.
     *
     * <p>Every statement of ours has its index. A plan that was made while a table was small reads all of it, or all of an
     * index to join or to sort it, and the server keeps it for as long as it has no newer statistics, while the table grows.
     *
     * <p>A node that is suspended in a transaction, or whose machine is lost, keeps its locks, and with them every other
     * node, until the server ends the session. Between our statements there is nothing to wait for.
     */
    private static final String SETTINGS = "SELECT set_config('enable_seqscan', 'off', true),"
            + " set_config('enable_bitmapscan', 'off', true),"
            + " set_config('enable_hashjoin', 'off', true),"
            + " set_config('enable_mergejoin', 'off', true),"
            + " set_config('idle_in_transaction_session_timeout', '5s', true),"
            + " set_config('lock_timeout', '%s', true)";

    /**
     * An application's transaction that stays open keeps the ids of its events locked. A publish of one of them fails
     * after this time, and delays other writes of this node no longer. Longer than a session may be idle in a
     * transaction.
     */
    private static final String LOCK_TIMEOUT = "8s";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Set each time: what the application has set as its default is for its own work. */
    private static final List<String> WRITING =
            List.of("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE", SETTINGS.formatted(LOCK_TIMEOUT));

    /**
     * An upgrade, or waiting for another node that makes one, takes as long as it takes: what the application bounds is
     * its own work.
     */
    private static final List<String> UPGRADING = List.of(
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE",
            "SET LOCAL idle_in_transaction_session_timeout = '5s'",
            "SET LOCAL lock_timeout = 0",
            "SET LOCAL statement_timeout = 0",
            // Of PostgreSQL 17 and newer.
            "SELECT set_config('transaction_timeout', '0', true) WHERE current_setting('transaction_timeout', true) <> ''");

    /** One snapshot for all statements: a chain must not move between the reading of its row and that of its callbacks. */
    private static final List<String> READING =
            List.of("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", SETTINGS.formatted(LOCK_TIMEOUT));

    private final PostgresConnections connections;
    private final String subject;
    private final boolean shared;
    private final Semaphore working = new Semaphore(MAX_AT_WORK, true);
    private final Semaphore reading = new Semaphore(MAX_READING, true);
    private final Semaphore leasing = new Semaphore(MAX_LEASING, true);
    private volatile boolean closed;

    private PostgresDatabase(PostgresConnections connections, String subject, boolean shared) {
        this.connections = connections;
        this.subject = subject;
        this.shared = shared;
    }

    /** Looks whether the database will do, and the data source for listening too. */
    public static PostgresDatabase connect(DataSource source) {
        return connect(source, 2);
    }

    /**
     * Looks whether the database will do.
     *
     * @param connections how many connections the data source must give at the same time at least: 1 or 2
     * @throws StoreException if it cannot be reached or used
     */
    public static PostgresDatabase connect(DataSource source, int connections) {
        PostgresOpening.Found found = PostgresOpening.look(source, connections);
        return new PostgresDatabase(found.connections(source), found.subject(), found.shared());
    }

    /** Returns whether its connections share sessions of the server, on which no notification arrives. */
    public boolean isShared() {
        return shared;
    }

    public PostgresConnections connections() {
        return connections;
    }

    @Override
    public StoreException unreadable(UnreadableRow row) {
        return row.damaged(subject);
    }

    @Override
    public String subject() {
        return subject;
    }

    @Override
    public <T> T write(TransactionCallback<T> work) {
        return run(working, WRITING, work);
    }

    @Override
    public <T> T lease(Duration patience, TransactionCallback<T> work) {
        Duration wait = patience.compareTo(LONGEST_WAIT) < 0 ? patience : LONGEST_WAIT;
        // 0 would be without a bound.
        long millis = Math.max(1, wait.toMillis());
        return run(leasing, List.of(WRITING.get(0), SETTINGS.formatted(millis)), work);
    }

    /** Runs {@code work}, which changes the schema, as {@link #write} does, but for as long as it takes. */
    <T> T upgrade(TransactionCallback<T> work) {
        return run(working, UPGRADING, work);
    }

    @Override
    public <T> T read(TransactionCallback<T> work) {
        reading.acquireUninterruptibly();
        try {
            return run(working, READING, work);
        } finally {
            reading.release();
        }
    }

    @Override
    public boolean isLockTimeout(StoreException failure) {
        return failure.getCause() instanceof SQLException cause && LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
    }

    private <T> T run(Semaphore permits, List<String> mode, TransactionCallback<T> work) {
        permits.acquireUninterruptibly();
        try {
            refuseIfClosed();
            for (int tries = 1; ; tries++) {
                try {
                    return once(mode, work);
                } catch (SQLException e) {
                    if (tries == MAX_TRIES || !isRetryable(e)) {
                        throw failed(e);
                    }
                }
            }
        } finally {
            permits.release();
        }
    }

    private <T> T once(List<String> mode, TransactionCallback<T> work) throws SQLException {
        try (Connection connection = connection()) {
            if (!shared) {
                return once(connection, mode, work);
            }
            // What is prepared at the server is not there for the next transaction.
            try (var unprepared = new UnpreparedConnection(connection)) {
                return once(unprepared.connection(), mode, work);
            }
        }
    }

    private static <T> T once(Connection connection, List<String> mode, TransactionCallback<T> work)
            throws SQLException {
        try (var transaction = new Transaction(connection)) {
            var session = new PostgresSession(connection, mode);
            T result = work.run(session);
            // Closed, the driver keeps what the server has prepared for the next time.
            session.closeStatements();
            transaction.commit();
            return result;
        }
    }

    private Connection connection() {
        try {
            return connections.take();
        } catch (SQLException e) {
            throw new StoreException(
                    Reason.FAILED,
                    subject
                            + " gave no connection, and nothing of the call was stored; check whether the server runs, and "
                            + "who holds the connections of the pool: " + SqlErrors.redactedMessage(e),
                    SqlErrors.redacted(e));
        }
    }

    private static boolean isRetryable(SQLException e) {
        // Pools fail without a state.
        String state = e.getSQLState();
        return state != null && RETRYABLE_SQL_STATES.contains(state);
    }

    private StoreException failed(SQLException e) {
        if (e instanceof UnreadableRow row) {
            return row.damaged(subject);
        }
        String state = e.getSQLState();
        if (LOCK_NOT_AVAILABLE.equals(state)) {
            return new StoreException(
                    Reason.FAILED,
                    subject
                            + " waited too long for a lock, and nothing of the call was stored; end the transaction that locks "
                            + "rows or a table of the store (pg_blocking_pids shows which): "
                            + SqlErrors.redactedMessage(e),
                    SqlErrors.redacted(e));
        }
        String kept = state != null && state.startsWith("08")
                ? " lost the connection, and nothing of the call was stored, unless it was committing just then: "
                : " failed, and nothing of the call was stored: ";
        return new StoreException(Reason.FAILED, subject + kept + SqlErrors.redactedMessage(e), SqlErrors.redacted(e));
    }

    @Override
    public void refuseIfClosed() {
        if (closed) {
            throw new StoreException(Reason.CLOSED, "the store on " + subject + " was closed; open it again to use it");
        }
    }

    @Override
    public void close() {
        working.acquireUninterruptibly(MAX_AT_WORK);
        leasing.acquireUninterruptibly(MAX_LEASING);
        closed = true;
        leasing.release(MAX_LEASING);
        working.release(MAX_AT_WORK);
    }
}
