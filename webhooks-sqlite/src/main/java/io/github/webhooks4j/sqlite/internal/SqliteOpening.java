package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** What happens to a file until a store works on it: looked at, checked if asked for, created or upgraded. Without state. */
final class SqliteOpening {
    /** How many problems a check looks for: the message has the first one and how many there are. */
    private static final int MAX_PROBLEMS = 100;

    private SqliteOpening() {}

    /**
     * Returns the real path of a file that may be created.
     *
     * @throws StoreException if it can be no file
     */
    static Path realPath(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute)) {
            throw new StoreException(
                    Reason.INACCESSIBLE, "the store file " + absolute + " is a directory; name a file in it");
        }
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    "the store file " + absolute + " cannot be created, since there is no directory " + directory
                            + "; create that first");
        }
        try {
            // Two names of one file must lead to one lock.
            return Files.exists(absolute)
                    ? absolute.toRealPath()
                    : directory.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            throw new StoreException(
                    Reason.INACCESSIBLE, "the store file " + absolute + " cannot be reached; check its permissions", e);
        }
    }

    /**
     * Returns a session on a file of the newest version, in WAL mode.
     *
     * @param check whether to have SQLite check the whole file first
     */
    static JdbcSession prepare(SqliteConnections connections, Path path, Schema schema, boolean check)
            throws SQLException {
        String subject = "the store file " + path;
        JdbcSession session = connections.create();
        boolean ready = false;
        try {
            int version = version(session, path, schema, subject);
            if (check) {
                check(session, subject);
            }
            String mode = session.list("PRAGMA journal_mode = WAL", row -> row.getString(1))
                    .get(0);
            if (!mode.equals("wal")) {
                throw new StoreException(
                        Reason.INACCESSIBLE, subject + " cannot be put into WAL mode; keep it on a local file system");
            }
            SqliteFile.inTransaction(session, upgrading -> {
                schema.upgrade(upgrading, subject, version);
                return version;
            });
            ready = true;
            return session;
        } finally {
            if (!ready) {
                SqliteConnections.discard(session);
            }
        }
    }

    /** Returns the version that the file has, 0 if it is empty. Changes nothing, so that a foreign file is left as it was. */
    private static int version(JdbcSession session, Path path, Schema schema, String subject) throws SQLException {
        List<String> tables =
                session.list("SELECT name FROM sqlite_schema WHERE type = 'table'", row -> row.getString(1));
        if (tables.isEmpty()) {
            return 0;
        }
        if (!tables.contains("wh_schema")) {
            throw new StoreException(
                    Reason.NOT_A_WEBHOOK_STORE,
                    "the file " + path + " is a database of another program, with tables but without wh_schema; "
                            + "open another file");
        }
        return schema.version(session, subject);
    }

    private static void check(JdbcSession session, String subject) throws SQLException {
        List<String> problems = session.list(
                "PRAGMA quick_check(" + MAX_PROBLEMS + ")",
                row -> row.getString(1).strip());
        if (!problems.equals(List.of("ok"))) {
            throw SqliteFailure.damaged(
                    subject,
                    "PRAGMA quick_check found " + (problems.size() == MAX_PROBLEMS ? "at least " : "") + problems.size()
                            + (problems.size() == 1 ? " problem: " : " problems, the first one: ") + problems.get(0),
                    null);
        }
    }
}
