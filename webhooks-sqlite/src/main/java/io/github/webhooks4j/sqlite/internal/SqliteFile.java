package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.commit.RunAgainException;
import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.jdbc.internal.sql.Database;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.TransactionCallback;
import io.github.webhooks4j.jdbc.internal.sql.UnreadableRow;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * An open store file: one connection that writes and a few that read. In WAL mode readers see the last commit and neither wait
 * for the writer nor make it wait. A connection on which anything failed is closed, which rolls back, and replaced when the
 * next call comes, since it is unknown in what state an error left it. Before and after each transaction it looks whether its
 * names still lead to the files that it opened. Thread-safe.
 */
public final class SqliteFile implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
    private static final int MAX_READERS = 4;
    private static final int MAX_TRIES = 3;
    private static final long CANCEL_AGAIN_MILLIS = 50;

    private final Path path;
    private final StoreLock lock;
    private final SqliteConnections connections;
    /** Open for as long as the file: so the system gives the number of no file of the store to another one. */
    private final JdbcSession anchor;

    private final StoreFiles files;
    private final ReentrantLock writing = new ReentrantLock();
    private final Semaphore reading = new Semaphore(MAX_READERS, true);
    private final java.util.Queue<JdbcSession> idleReaders = new ConcurrentLinkedQueue<>();
    private final ReentrantLock copying = new ReentrantLock();

    private volatile @Nullable SqliteBackup backup;
    private volatile boolean closed;

    /** Guarded by {@link #writing}; null until the first write after opening or after an error. */
    private @Nullable JdbcSession writer;

    /** Opens connections. */
    public interface Connector {
        Connection connect(String url, Properties properties) throws SQLException;
    }

    private SqliteFile(Path path, StoreLock lock, SqliteConnections connections, JdbcSession anchor) {
        this.path = path;
        this.lock = lock;
        this.connections = connections;
        this.anchor = anchor;
        this.files = StoreFiles.of(path);
    }

    /**
     * Opens a file, and creates it or upgrades its schema where needed.
     *
     * @param check whether to have SQLite check the whole file first
     * @throws StoreException if it cannot be had; it is then as it was before
     */
    public static SqliteFile open(Path file, Schema schema, boolean check) {
        return open(file, schema, check, DriverManager::getConnection);
    }

    /** Opens a file through connections that are made elsewhere: tests give such as fail. */
    public static SqliteFile open(Path file, Schema schema, boolean check, Connector connector) {
        Path path = SqliteOpening.realPath(file);
        StoreLock lock = StoreLock.take(path);
        JdbcSession anchor = null;
        boolean opened = false;
        try {
            StoreFiles.refuseUnsafe(path);
            var connections = new SqliteConnections(path, connector);
            anchor = SqliteOpening.prepare(connections, path, schema, check);
            var open = new SqliteFile(path, lock, connections, anchor);
            opened = true;
            return open;
        } catch (SQLException e) {
            throw SqliteFailure.opening(path, e);
        } finally {
            if (!opened) {
                if (anchor != null) {
                    SqliteConnections.discard(anchor);
                }
                lock.close();
            }
        }
    }

    @Override
    public String subject() {
        return "the store file " + path;
    }

    @Override
    public StoreException unreadable(UnreadableRow row) {
        return SqliteFailure.working(subject(), row);
    }

    /** Runs {@code work} in a transaction that may write, one at a time. */
    @Override
    public <T> T write(TransactionCallback<T> work) {
        writing.lock();
        JdbcSession session = null;
        try {
            refuseIfClosed();
            session = writer == null ? connections.connect(TransactionMode.IMMEDIATE) : writer;
            writer = null;
            T result = inOneOfTransactions(session, work);
            writer = session;
            // Else what was committed since the first look might be acknowledged and lost.
            refuseLost();
            return result;
        } catch (SQLException e) {
            throw SqliteFailure.working(subject(), e);
        } finally {
            try {
                if (session != null && writer == null) {
                    SqliteConnections.discard(session);
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /** Runs {@code work}, which only reads, on one snapshot; a few at a time. */
    @Override
    public <T> T read(TransactionCallback<T> work) {
        reading.acquireUninterruptibly();
        JdbcSession session = null;
        boolean good = false;
        try {
            refuseIfClosed();
            session = idleReaders.poll();
            if (session == null) {
                session = connections.connect(TransactionMode.DEFERRED);
                session.execute("PRAGMA query_only = 1");
            }
            T result = inTransaction(session, work);
            good = true;
            return result;
        } catch (SQLException e) {
            throw SqliteFailure.working(subject(), e);
        } finally {
            if (good) {
                idleReaders.add(session);
            } else if (session != null) {
                SqliteConnections.discard(session);
            }
            reading.release();
        }
    }

    /**
     * Copies what is committed now to another file, while others read and write; one copy at a time.
     *
     * @throws StoreException if it failed; there is no copy then
     */
    public void backup(Path target) {
        copying.lock();
        try {
            refuseIfClosed();
            JdbcSession session = connections.connect(TransactionMode.DEFERRED);
            try {
                var present = new SqliteBackup(path, target);
                backup = present;
                present.copy(session);
            } finally {
                backup = null;
                SqliteConnections.discard(session);
            }
        } catch (SQLException e) {
            throw SqliteFailure.copying(subject(), target, e);
        } finally {
            copying.unlock();
        }
    }

    /** Closes the file once what is running has ended, except a backup, which it ends; further calls do nothing. */
    @Override
    public void close() {
        endBackup();
        writing.lock();
        reading.acquireUninterruptibly(MAX_READERS);
        try {
            if (!closed) {
                closed = true;
                idleReaders.forEach(SqliteConnections::discard);
                if (writer != null) {
                    SqliteConnections.discard(writer);
                }
                // The last connection to be closed writes the WAL back into the file.
                SqliteConnections.discard(anchor);
                separateWal();
                lock.close();
            }
        } finally {
            reading.release(MAX_READERS);
            writing.unlock();
            copying.unlock();
        }
    }

    /** Takes {@link #copying}. */
    private void endBackup() {
        boolean interrupted = false;
        boolean ended = copying.tryLock();
        while (!ended) {
            try {
                SqliteBackup running = backup;
                if (running != null) {
                    running.cancel();
                }
                // A statement that had not begun when it was cancelled goes on.
                ended = copying.tryLock(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (SQLException e) {
                LOG.debug("a backup could not be cancelled, and is waited for", e);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void separateWal() {
        try {
            Path moved = files.separateWal();
            if (moved != null) {
                LOG.error(
                        "{} was replaced while it was in use; the last changes to the former file are in {}",
                        path,
                        moved);
            }
        } catch (IOException e) {
            LOG.error(
                    "{} was replaced while it was in use, and its -wal belongs to the former file: move that away before the "
                            + "file is opened",
                    path,
                    e);
        }
    }

    /** Runs {@code work} again if it asks for that. */
    private static <T> T inOneOfTransactions(JdbcSession session, TransactionCallback<T> work) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return inTransaction(session, work);
            } catch (RunAgainException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
                session.connection().rollback();
            }
        }
    }

    static <T> T inTransaction(JdbcSession session, TransactionCallback<T> work) throws SQLException {
        session.connection().setAutoCommit(false);
        T result = work.run(session);
        // Commits. Not commit(): the driver would begin the next transaction at once, and hold the write lock over idle
        // times.
        session.connection().setAutoCommit(true);
        return result;
    }

    /** Does nothing while it is open and its names lead to the files that were opened. */
    @Override
    public void refuseIfClosed() {
        if (closed) {
            throw new StoreException(Reason.CLOSED, "the store on " + path + " was closed; open it again to use it");
        }
        refuseLost();
    }

    /** Does nothing while its names lead to the files that were opened. */
    public void refuseLost() {
        files.refuseLost();
    }
}
