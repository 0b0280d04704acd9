package io.github.webhooks4j.jdbc.internal.sql;

import io.github.webhooks4j.spi.store.StoreException;
import java.time.Duration;

/** Where a store keeps its tables: gives transactions, and takes them back when they fail. Thread-safe. */
public interface Database extends AutoCloseable {
    /** Returns what it is called in messages, for example {@code the store file /srv/store.db}. */
    String subject();

    /**
     * Runs {@code work} in a transaction that may write, and commits. Work may be run again from the start after a failure that
     * a repetition can cure, so it must have no effect outside the database.
     *
     * @throws StoreException if it failed; nothing of it was kept
     */
    <T> T write(TransactionCallback<T> work);

    /**
     * Runs {@code work} as {@link #write} does, for claims and leases: on nodes that share a database it never waits for what
     * else the store does.
     *
     * @param patience how long it waits at most for a lock that another transaction holds
     * @throws StoreException if it failed; nothing of it was kept
     */
    default <T> T lease(Duration patience, TransactionCallback<T> work) {
        return write(work);
    }

    /** Returns whether a call failed because another transaction held a lock for longer than it may wait. */
    default boolean isLockTimeout(StoreException failure) {
        return false;
    }

    /**
     * Runs {@code work}, which only reads, on one snapshot.
     *
     * @throws StoreException if it failed
     */
    <T> T read(TransactionCallback<T> work);

    /** Returns the exception for a row that turned out to be damaged after the transaction that read it. */
    StoreException unreadable(UnreadableRow row);

    /**
     * Does nothing while it is open.
     *
     * @throws StoreException if it was closed
     */
    void refuseIfClosed();

    /** Closes it once what is running has ended; further calls do nothing. */
    @Override
    void close();
}
