package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteOpenMode;

/** Makes connections to one store file, with the settings that it needs, and ends them. Thread-safe. */
public final class SqliteConnections {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteConnections.class);
    /** How long a transaction waits for its turn to write. */
    static final int BUSY_TIMEOUT_MILLIS = 2_000;

    private static final int CACHE_KIB = 32 << 10;
    // Four times SQLite's own: ids of applications are random, and a page that many commits touch is written back once.
    private static final int CHECKPOINT_PAGES = 4_000;
    /** Twice what the WAL has as a rule, so that only one that grew during a long read is cut. */
    private static final int WAL_BYTES_KEPT = 32 << 20;

    private final String url;
    private final SqliteFile.Connector connector;

    public SqliteConnections(Path file, SqliteFile.Connector connector) {
        // As a URI, in which every character of a file name can be written.
        this.url = "jdbc:sqlite:" + file.toUri();
        this.connector = connector;
    }

    /** Connects to a file, which is created if it is not there. */
    JdbcSession create() throws SQLException {
        return connect(TransactionMode.IMMEDIATE, true);
    }

    /** Connects to a file that is there. */
    public JdbcSession connect(TransactionMode mode) throws SQLException {
        return connect(mode, false);
    }

    private JdbcSession connect(TransactionMode mode, boolean create) throws SQLException {
        var config = new SQLiteConfig();
        if (!create) {
            // Else a file that was deleted would come back empty.
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        // One thread at a time uses a connection, and the driver sees to that too: locks within SQLite would be a third
        // time.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(mode);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        config.setJournalSizeLimit(WAL_BYTES_KEPT);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        var session = new SqliteSession(connector.connect(url, config.toProperties()));
        boolean ready = false;
        try {
            // By statement: the driver of Spring Boot 3.5 has no setter for them.
            session.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            session.execute("PRAGMA cell_size_check = 1");
            // A statement that writes several rows keeps the former pages until it ends. In a file these were three of
            // four writes of a commit, where ids are random.
            session.execute("PRAGMA temp_store = MEMORY");
            ready = true;
            return session;
        } finally {
            if (!ready) {
                discard(session);
            }
        }
    }

    static void discard(JdbcSession session) {
        try {
            session.connection().close();
        } catch (SQLException e) {
            LOG.warn("a connection to a store file could not be closed", e);
        }
    }
}
