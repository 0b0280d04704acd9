package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Copies a store file while it is written, by {@code VACUUM INTO}: one read transaction, for which no writer waits in
 * WAL mode. The copy grows under another name and gets its own when it is whole and on disk. Used by one thread; {@link
 * #cancel} by any.
 */
final class SqliteBackup {
    private final Path source;
    private final Path target;
    private volatile @Nullable PreparedStatement copying;

    /**
     * Creates a backup that is still to be made.
     *
     * @param source the store file
     * @param target where to, in a directory that exists
     */
    SqliteBackup(Path source, Path target) {
        this.source = source;
        this.target = target.toAbsolutePath().normalize();
    }

    /**
     * Makes the copy.
     *
     * @throws StoreException if the target is there already or cannot be written; then there is no copy
     */
    void copy(JdbcSession session) throws SQLException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw isThere(target);
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        boolean whole = false;
        boolean begun = false;
        try {
            Files.createFile(part, permissions());
            begun = true;
            vacuumInto(session, part);
            force(part);
            Files.move(part, target);
            whole = true;
            forceDirectory(target);
        } catch (FileAlreadyExistsException e) {
            throw isThere(Path.of(e.getFile()));
        } catch (IOException e) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    "the backup " + target + " cannot be written ("
                            + e.getClass().getSimpleName()
                            + "); name a file in a directory that exists and may be written",
                    e);
        } finally {
            if (begun && !whole) {
                delete(part);
            }
        }
    }

    /** Ends a copy that is being made, if one is: {@link #copy} then fails. */
    void cancel() throws SQLException {
        PreparedStatement statement = copying;
        if (statement != null) {
            statement.cancel();
        }
    }

    private void vacuumInto(JdbcSession session, Path part) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, part.toString());
            copying = statement;
            statement.executeUpdate();
        } finally {
            copying = null;
        }
    }

    /** The copy holds the same secrets: who may not read the store may not read it either. */
    private FileAttribute<?>[] permissions() throws IOException {
        try {
            return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(source))};
        } catch (UnsupportedOperationException e) {
            return new FileAttribute<?>[0];
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceDirectory(Path file) throws IOException {
        FileChannel directory;
        try {
            directory = FileChannel.open(file.getParent(), StandardOpenOption.READ);
        } catch (IOException e) {
            // Windows opens no directories, and keeps names without being asked.
            return;
        }
        try (directory) {
            directory.force(true);
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // The next backup to the same target reports that it exists.
        }
    }

    private static StoreException isThere(Path path) {
        return new StoreException(
                Reason.IN_USE,
                "the backup file " + path
                        + " is there already and is not overwritten; name another file, or delete it first");
    }
}
