package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.jdbc.Session.Work;

/** Where a store keeps its tables: gives transactions, and takes them back when they fail. Thread-safe. */
interface Database extends AutoCloseable {
    /** Returns what it is called in messages, for example {@code the store file /srv/store.db}. */
    String subject();

    /**
     * Runs {@code work} in a transaction that may write, and commits. Work may be run again from the start after a failure that
     * a repetition can cure, so it must have no effect outside the database.
     *
     * @throws io.github.webhooks4j.store.StoreException if it failed; nothing of it was kept
     */
    <T> T write(Work<T> work);

    /**
     * Runs {@code work}, which only reads, on one snapshot.
     *
     * @throws io.github.webhooks4j.store.StoreException if it failed
     */
    <T> T read(Work<T> work);

    /**
     * Does nothing while it is open.
     *
     * @throws io.github.webhooks4j.store.StoreException if it was closed
     */
    void refuseIfClosed();

    /** Closes it once what is running has ended; further calls do nothing. */
    @Override
    void close();
}
