package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;

/** Thrown when a store fails. Its message never contains a payload or a secret. */
public final class StoreException extends WebhookException {
    private static final long serialVersionUID = 1;

    /** The kind of failure. */
    public enum Reason {
        /** Another process, or another store of this one, uses the same file. */
        IN_USE,
        /** The schema is newer than this version of the library. */
        NEWER_SCHEMA,
        /** The file belongs to another program, or is no database. */
        NOT_A_WEBHOOK_STORE,
        /** The file cannot be opened, read or written. */
        INACCESSIBLE,
        /**
         * A connection cannot be used: it does not lead to the tables of this store, or it has a transaction of the
         * application's in progress where the store needs one of its own.
         */
        FOREIGN_CONNECTION,
        /** The tables are a copy of another store that was begun and not finished; running it again finishes it. */
        UNFINISHED_COPY,
        /** A page of the file or a row of the database is damaged, or was changed by hand. */
        DAMAGED,
        /** The file was deleted, replaced or emptied while it was in use; what was written since is lost with it. */
        LOST,
        /** The store was closed. */
        CLOSED,
        /** The database refused or failed; nothing of the call was stored. */
        FAILED,
        /**
         * The store did not respond in time, or failed in the middle: the mutation may be stored or not. Publish an event
         * again under its id: it is accepted once.
         */
        OUTCOME_UNKNOWN
    }

    private final Reason reason;

    /** Creates an exception with a message for people. */
    public StoreException(Reason reason, String message) {
        super(Category.UNAVAILABLE, message);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Creates an exception with a message for people and its cause. */
    public StoreException(Reason reason, String message, Throwable cause) {
        super(Category.UNAVAILABLE, message, cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns the kind of failure. */
    public Reason reason() {
        return reason;
    }
}
