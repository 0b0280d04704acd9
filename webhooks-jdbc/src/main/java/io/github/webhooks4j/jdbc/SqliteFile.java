package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.jdbc.Session.Work;
import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;

/**
 * An open store file: one connection that writes and a few that read. In WAL mode readers see the last commit and neither wait
 * for the writer nor make it wait. A connection on which anything failed is closed, which rolls back, and replaced when the
 * next call comes: nobody has to know in what state an error left it. Thread-safe.
 */
final class SqliteFile implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
    private static final int MAX_READERS = 4;
    private static final int BUSY_TIMEOUT_MILLIS = 2_000;
    private static final int CACHE_KIB = 32 << 10;
    // Four times SQLite's own: ids of hosts are random, and a page that many commits touch is written back once.
    private static final int CHECKPOINT_PAGES = 4_000;

    private final Path path;
    private final StoreLock lock;
    private final Connector connector;
    private final ReentrantLock writing = new ReentrantLock();
    private final Semaphore reading = new Semaphore(MAX_READERS, true);
    private final java.util.Queue<Session> idleReaders = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** Guarded by {@link #writing}; null until the first write after opening or after an error. */
    private @Nullable Session writer;

    /** Opens connections. */
    interface Connector {
        Connection connect(String url, Properties properties) throws SQLException;
    }

    private SqliteFile(Path path, StoreLock lock, Connector connector) {
        this.path = path;
        this.lock = lock;
        this.connector = connector;
    }

    /**
     * Opens a file, and creates it or upgrades its schema where needed.
     *
     * @throws StoreException if it cannot be had; it is then as it was before
     */
    static SqliteFile open(Path file, Schema schema) {
        return open(file, schema, DriverManager::getConnection);
    }

    /** Opens a file through connections of somebody's making: tests give such as fail. */
    static SqliteFile open(Path file, Schema schema, Connector connector) {
        Path path = realPath(file);
        StoreLock lock = StoreLock.take(path);
        boolean opened = false;
        try {
            var opening = new SqliteFile(path, lock, connector);
            opening.prepare(schema);
            opened = true;
            return opening;
        } catch (SQLException e) {
            throw cannotOpen(path, e);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    @Override
    public String subject() {
        return "the store file " + path;
    }

    /** Runs {@code work} in a transaction that may write, one at a time. */
    @Override
    public <T> T write(Work<T> work) {
        writing.lock();
        Session session = null;
        try {
            refuseIfClosed();
            session = writer == null ? connect(TransactionMode.IMMEDIATE) : writer;
            writer = null;
            T result = inTransaction(session, work);
            writer = session;
            return result;
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            try {
                if (session != null && writer == null) {
                    discard(session);
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /** Runs {@code work}, which only reads, on one snapshot; a few at a time. */
    @Override
    public <T> T read(Work<T> work) {
        reading.acquireUninterruptibly();
        Session session = null;
        boolean good = false;
        try {
            refuseIfClosed();
            session = idleReaders.poll();
            if (session == null) {
                session = connect(TransactionMode.DEFERRED);
                session.execute("PRAGMA query_only = 1");
            }
            T result = inTransaction(session, work);
            good = true;
            return result;
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            if (good) {
                idleReaders.add(session);
            } else if (session != null) {
                discard(session);
            }
            reading.release();
        }
    }

    /** Closes the file once what is running has ended; further calls do nothing. */
    @Override
    public void close() {
        writing.lock();
        reading.acquireUninterruptibly(MAX_READERS);
        try {
            if (!closed) {
                closed = true;
                idleReaders.forEach(SqliteFile::discard);
                if (writer != null) {
                    // The last connection to be closed writes the WAL back into the file.
                    discard(writer);
                }
                lock.close();
            }
        } finally {
            reading.release(MAX_READERS);
            writing.unlock();
        }
    }

    private void prepare(Schema schema) throws SQLException {
        Session session = connect(TransactionMode.IMMEDIATE);
        try {
            int version = version(session, schema);
            String mode = session.list("PRAGMA journal_mode = WAL", row -> row.getString(1))
                    .get(0);
            if (!mode.equals("wal")) {
                throw new StoreException(
                        Reason.UNREADABLE,
                        "the store file " + path + " cannot be put into WAL mode; keep it on a local file system");
            }
            inTransaction(session, upgrading -> {
                schema.upgrade(upgrading, subject(), version);
                return version;
            });
        } finally {
            discard(session);
        }
    }

    /** Returns the version that the file has, 0 if it is empty. Changes nothing, so that a foreign file is left as it was. */
    private int version(Session session, Schema schema) throws SQLException {
        List<String> tables =
                session.list("SELECT name FROM sqlite_schema WHERE type = 'table'", row -> row.getString(1));
        if (tables.isEmpty()) {
            return 0;
        }
        if (!tables.contains("wh_schema")) {
            throw new StoreException(
                    Reason.FOREIGN,
                    "the file " + path + " is a database of another program, with tables but without wh_schema; "
                            + "open another file");
        }
        return schema.version(session, subject());
    }

    private Session connect(TransactionMode mode) throws SQLException {
        var config = new SQLiteConfig();
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(mode);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        // As a URI, in which every character of a file name can be written.
        String url = "jdbc:sqlite:" + path.toUri();
        var session = new Session(connector.connect(url, config.toProperties()), SqliteDialect.INSTANCE);
        boolean ready = false;
        try {
            // By statement: the driver of Spring Boot 3.5 has no setter for it.
            session.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            ready = true;
            return session;
        } finally {
            if (!ready) {
                discard(session);
            }
        }
    }

    private static <T> T inTransaction(Session session, Work<T> work) throws SQLException {
        session.connection().setAutoCommit(false);
        T result = work.run(session);
        // Commits. Not commit(): the driver would begin the next transaction at once, and hold the write lock over idle
        // times.
        session.connection().setAutoCommit(true);
        return result;
    }

    private static Path realPath(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute)) {
            throw new StoreException(
                    Reason.UNREADABLE, "the store file " + absolute + " is a folder; name a file in it");
        }
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StoreException(
                    Reason.UNREADABLE,
                    "the store file " + absolute + " cannot be created, since there is no folder " + folder
                            + "; create that first");
        }
        try {
            // Two names of one file must lead to one lock.
            return Files.exists(absolute)
                    ? absolute.toRealPath()
                    : folder.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            throw new StoreException(
                    Reason.UNREADABLE, "the store file " + absolute + " cannot be reached; check the rights on it", e);
        }
    }

    private static StoreException cannotOpen(Path path, SQLException e) {
        if (e.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return new StoreException(
                    Reason.FOREIGN, "the file " + path + " is no SQLite database; open another file", e);
        }
        if (e.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code) {
            return new StoreException(
                    Reason.IN_USE,
                    "the store file " + path + " is locked by another program; close that first, or open another file",
                    e);
        }
        return new StoreException(
                Reason.UNREADABLE,
                "the store file " + path
                        + " cannot be opened, read and written; check the rights on it and on its folder: "
                        + e.getMessage(),
                e);
    }

    private StoreException failed(SQLException e) {
        return new StoreException(
                Reason.FAILED, subject() + " failed, and nothing of the call was kept: " + e.getMessage(), e);
    }

    @Override
    public void refuseIfClosed() {
        if (closed) {
            throw new StoreException(Reason.CLOSED, "the store on " + path + " was closed; open it again to use it");
        }
    }

    private static void discard(Session session) {
        try {
            session.connection().close();
        } catch (SQLException e) {
            LOG.warn("a connection to a store file could not be closed", e);
        }
    }
}
