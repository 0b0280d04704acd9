package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The lock of a store file, held by at most one store on this machine: a lock of the operating system on a file beside
 * it, which the death of the process releases. That the lock could be had proves that the process that held claims has ended.
 */
final class StoreLock implements AutoCloseable {
    // Locks of POSIX belong to the process, and closing any channel of the file drops them: a second store of this
    // process
    // must be turned away before it opens one.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final Path file;
    private final FileChannel channel;

    private StoreLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param file the store file, as its real path
     * @throws StoreException if another store has it, or the lock file cannot be used
     */
    static StoreLock take(Path file) {
        if (!HELD.add(file)) {
            throw inUse(file, "another store of this process");
        }
        boolean taken = false;
        try {
            StoreLock lock = takeFromSystem(file);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
    }

    private static StoreLock takeFromSystem(Path file) {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try {
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    channel.close();
                    throw inUse(file, "another process");
                }
                return new StoreLock(file, channel);
            } catch (OverlappingFileLockException e) {
                // The library was loaded twice. Closing the channel would drop the other's lock.
                NEVER_CLOSED.add(channel);
                throw inUse(file, "another store of this process");
            }
        } catch (IOException e) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    "the store file " + file + " cannot be used, since " + lockFile + " beside it cannot be locked; "
                            + "check the permissions of both and of their directory",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException(Reason.FAILED, "the lock of the store file " + file + " cannot be released", e);
        } finally {
            HELD.remove(file);
        }
    }

    private static StoreException inUse(Path file, String user) {
        return new StoreException(
                Reason.IN_USE,
                "the store file " + file + " is in use by " + user + "; close that one first, or open another file");
    }
}
