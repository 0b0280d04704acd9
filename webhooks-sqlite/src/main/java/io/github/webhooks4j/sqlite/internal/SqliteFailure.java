package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;

/** What a failure of SQLite means to the operator of the store, and what to do. Without state. */
final class SqliteFailure {
    private static final String RESTORE =
            "close the engine, keep the file and its -wal for examination, and restore a backup "
                    + "(docs/operating.md, \"The store file is damaged\")";

    private static final String READ_ONLY =
            "give the user of this process the permission to write the file, its -wal and -shm, and their directory";

    /** The driver's message: a code, its own words and, in parentheses, those of SQLite. */
    private static final Pattern OF_DRIVER = Pattern.compile("\\[(SQLITE_\\w+)\\][^(]*\\((.*)\\)", Pattern.DOTALL);

    private SqliteFailure() {}

    /** Returns what a failure means that came while a file was opened. */
    static StoreException opening(Path file, SQLException e) {
        String subject = "the store file " + file;
        if (lacksLibrary(e)) {
            return new StoreException(
                    Reason.INACCESSIBLE,
                    subject
                            + " cannot be opened, since SQLite's native library cannot be loaded; sqlite-jdbc unpacks it into "
                            + "the directory for temporary files, which must be writable and must not be mounted noexec: name "
                            + "another one with -Dorg.sqlite.tmpdir=DIRECTORY",
                    e);
        }
        return switch (kind(e)) {
            case SQLITE_NOTADB ->
                new StoreException(
                        Reason.NOT_A_WEBHOOK_STORE,
                        "the file " + file
                                + " is no SQLite database; open another file, or restore a backup if it was a store, "
                                + "which is damaged then",
                        e);
            case SQLITE_BUSY ->
                new StoreException(
                        Reason.IN_USE,
                        subject + " is locked by another program; close that first, or open another file",
                        e);
            case SQLITE_CORRUPT -> damaged(subject, text(e), e);
            case SQLITE_READONLY ->
                new StoreException(
                        Reason.INACCESSIBLE,
                        subject + " cannot be written, since it or its directory is read-only (" + code(e) + "); "
                                + READ_ONLY,
                        e);
            case SQLITE_FULL, SQLITE_IOERR ->
                new StoreException(
                        Reason.INACCESSIBLE, subject + " cannot be opened: " + e.getMessage() + advice(e), e);
            default ->
                new StoreException(
                        Reason.INACCESSIBLE,
                        subject
                                + " cannot be opened, read and written; check the permissions of the file and its directory: "
                                + e.getMessage(),
                        e);
        };
    }

    /** Returns what a failure means that came while an open store worked. */
    static StoreException working(String subject, SQLException e) {
        return switch (kind(e)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(subject, text(e), e);
            default ->
                new StoreException(
                        Reason.FAILED,
                        subject + " failed, and nothing of the call was stored: "
                                + (kind(e) == SQLiteErrorCode.SQLITE_READONLY ? text(e) : e.getMessage())
                                + advice(e),
                        e);
        };
    }

    /** Returns what a failure means that came while an open store was copied. */
    static StoreException copying(String subject, Path target, SQLException e) {
        return switch (kind(e)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(subject, text(e), e);
            case SQLITE_INTERRUPT ->
                new StoreException(
                        Reason.CLOSED,
                        "the backup " + target + " was not made, since the store was closed in the meantime",
                        e);
            default ->
                new StoreException(
                        Reason.FAILED,
                        subject + " could not be copied to " + target + ", and there is no copy: " + text(e)
                                + advice(e),
                        e);
        };
    }

    /**
     * Returns that a store is damaged.
     *
     * @param how in SQLite's words, or where
     */
    static StoreException damaged(String subject, String how, @Nullable Throwable cause) {
        String message = subject + " is damaged: " + how + "; " + RESTORE;
        return cause == null
                ? new StoreException(Reason.DAMAGED, message)
                : new StoreException(Reason.DAMAGED, message, cause);
    }

    private static String advice(SQLException e) {
        return switch (kind(e)) {
            case SQLITE_FULL -> "; make room on its file system";
            case SQLITE_IOERR -> "; look at its file system and the system's log";
            case SQLITE_READONLY -> "; " + READ_ONLY;
            default -> "";
        };
    }

    /** Returns whether a row could not be written since it would break a rule, such as that a key is unique. */
    static boolean isConstraint(SQLException e) {
        return kind(e) == SQLiteErrorCode.SQLITE_CONSTRAINT;
    }

    /** Returns the primary code: the last eight bits of an extended one. */
    private static SQLiteErrorCode kind(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    }

    private static String code(SQLException e) {
        Matcher driver = OF_DRIVER.matcher(SqlErrors.redactedMessage(e));
        return driver.matches() ? driver.group(1) : kind(e).name();
    }

    /** Returns what SQLite said, once. */
    private static String text(SQLException e) {
        Matcher driver = OF_DRIVER.matcher(SqlErrors.redactedMessage(e));
        return driver.matches() ? driver.group(2) + " (" + driver.group(1) + ")" : SqlErrors.redactedMessage(e);
    }

    private static boolean lacksLibrary(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NativeLibraryNotFoundException || cause instanceof UnsatisfiedLinkError) {
                return true;
            }
        }
        return false;
    }
}
