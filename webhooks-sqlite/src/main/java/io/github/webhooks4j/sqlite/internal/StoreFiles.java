package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that an open store works on: the database, its {@code -wal} and its {@code -shm}. SQLite goes on with an
 * open file whose name is gone, so what it writes then is lost at the end of the process; this class checks that the
 * names still lead to the files. It compares the device and the number of the file (inode), where the file system has
 * them. One look costs a few microseconds. Thread-safe.
 */
final class StoreFiles {
    private static final String REMEDY =
            "; close the engine, then put the file back or restore a backup (docs/operating.md, \"The store file is gone\")";

    private final Path file;
    private final List<Known> known;
    private volatile boolean emptied;

    private StoreFiles(Path file, List<Known> known) {
        this.file = file;
        this.known = known;
    }

    /** A file by its name, and what distinguishes it from others that have the name later. */
    private record Known(Path path, @Nullable Object key) {}

    /** Returns the files of a store that is open and stays so, so that the system cannot give their numbers to others. */
    static StoreFiles of(Path file) {
        var known = new ArrayList<Known>();
        for (Path path : List.of(file, wal(file), beside(file, "-shm"))) {
            try {
                known.add(new Known(path, attributes(path).fileKey()));
            } catch (NoSuchFileException e) {
                // SQLite makes -wal and -shm when it needs them, and then keeps them as long as the store is open.
            } catch (IOException e) {
                throw unreachable(file, path, e);
            }
        }
        return new StoreFiles(file, List.copyOf(known));
    }

    /**
     * Looks at a file that is about to be opened: one of which only the {@code -wal} is left is not to be created anew,
     * and SQLite would throw that away. Two names of one file have two WALs, which damages it.
     *
     * @throws StoreException if it must not be opened
     */
    static void refuseUnsafe(Path file) {
        try {
            Path wal = wal(file);
            if (Files.isRegularFile(wal) && Files.size(wal) > 0 && (!Files.exists(file) || Files.size(file) == 0)) {
                throw new StoreException(
                        Reason.LOST,
                        "the store file " + file + (Files.exists(file) ? " is empty" : " does not exist") + ", but "
                                + wal
                                + " holds the last changes of one; put the database file back beside it, or restore a backup and "
                                + "move " + wal.getFileName() + " away, which also starts an empty store");
            }
            if (Files.exists(file)) {
                refuseSecondName(file);
            }
        } catch (IOException e) {
            throw unreachable(file, file, e);
        }
    }

    private static void refuseSecondName(Path file) throws IOException {
        int names;
        try {
            names = ((Number) Files.getAttribute(file, "unix:nlink")).intValue();
        } catch (UnsupportedOperationException e) {
            // A file system without such names, or one that does not count them.
            return;
        }
        if (names > 1) {
            throw new StoreException(
                    Reason.IN_USE,
                    "the store file " + file + " has " + names
                            + " names (hard links) and may be in use by another of them, "
                            + "which would damage it, since SQLite keeps a WAL for each name; find them with find -samefile, "
                            + "and remove all but one");
        }
    }

    /**
     * Does nothing while the names lead to the files.
     *
     * @throws StoreException if one was deleted, moved, replaced or emptied
     */
    void refuseLost() {
        for (Known one : known) {
            BasicFileAttributes attributes;
            try {
                attributes = attributes(one.path());
            } catch (NoSuchFileException e) {
                throw lost(one, "was deleted or moved");
            } catch (IOException e) {
                throw unreachable(file, one.path(), e);
            }
            if (one.key() != null && !one.key().equals(attributes.fileKey())) {
                throw lost(one, "was replaced by another file");
            }
            if (one.path().equals(file) && (emptied || attributes.size() == 0)) {
                // SQLite may write some pages into it again, which does not make it whole.
                emptied = true;
                throw lost(one, "was emptied");
            }
        }
    }

    /**
     * Moves the {@code -wal} of a store that was replaced while it was open away from the file that replaced it, which it would
     * damage; to be called once the store is closed. Returns where it is now, null if there was no need.
     */
    @Nullable Path separateWal() throws IOException {
        Path wal = wal(file);
        if (!Files.exists(file) || !Files.exists(wal) || Files.size(wal) == 0) {
            return null;
        }
        boolean replaced = false;
        boolean ours = false;
        for (Known one : known) {
            Object key = one.key();
            replaced |= one.path().equals(file)
                    && key != null
                    && !key.equals(attributes(file).fileKey());
            ours |= one.path().equals(wal)
                    && key != null
                    && key.equals(attributes(wal).fileKey());
        }
        return replaced && ours ? Files.move(wal, beside(file, "-wal.of-replaced-file")) : null;
    }

    private StoreException lost(Known one, String what) {
        String subject = one.path().equals(file)
                ? "the store file " + file
                : one.path() + ", a part of the store file " + file + ",";
        return new StoreException(
                Reason.LOST,
                subject + " " + what + " while it was in use, and what is written to it now would be lost" + REMEDY);
    }

    private static StoreException unreachable(Path file, Path path, IOException e) {
        return new StoreException(
                Reason.INACCESSIBLE,
                "the store file " + file + " cannot be used, since " + path + " cannot be reached ("
                        + e.getClass().getSimpleName() + "); check the permissions of the file and its directory",
                e);
    }

    private static Path wal(Path file) {
        return beside(file, "-wal");
    }

    private static Path beside(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }
}
