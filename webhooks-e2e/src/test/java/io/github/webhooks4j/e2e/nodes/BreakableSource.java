package io.github.webhooks4j.e2e.nodes;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A node's way to the database, which a test cuts and mends. Thread-safe. */
final class BreakableSource implements DataSource {
    private final DataSource source;
    private final Set<Connection> lent = ConcurrentHashMap.newKeySet();
    private volatile Predicate<Thread> refused = thread -> false;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    BreakableSource(DataSource source) {
        this.source = source;
    }

    /** Breaks every connection, and refuses others until it is mended. */
    void cut() {
        refuse(thread -> true);
        breakAll();
    }

    /** Breaks every connection, and makes callers that want another wait until it is mended. */
    void hang() {
        gate = new CountDownLatch(1);
        breakAll();
    }

    /** Refuses connections to some threads, and does not touch those that they have. */
    void refuse(Predicate<Thread> threads) {
        refused = threads;
    }

    void mend() {
        refused = thread -> false;
        gate.countDown();
    }

    private void breakAll() {
        for (Connection connection : lent) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        lent.clear();
    }

    @Override
    public Connection getConnection() throws SQLException {
        pass();
        Connection connection = source.getConnection();
        lent.removeIf(BreakableSource::isClosed);
        lent.add(connection);
        return connection;
    }

    private void pass() throws SQLException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for a connection", e);
        }
        if (refused.test(Thread.currentThread())) {
            throw new SQLException("the test has cut the line", "08001");
        }
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("no user names here; use getConnection()");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // logs nothing
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // waits for as long as a test wants
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("logs nothing");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
