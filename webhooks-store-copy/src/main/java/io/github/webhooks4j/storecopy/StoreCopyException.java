package io.github.webhooks4j.storecopy;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;

/** Thrown when a copy must not be begun, or must not go on. Its message never contains a payload or a secret. */
public final class StoreCopyException extends WebhookException {
    private static final long serialVersionUID = 1;

    /** Why there is no copy. */
    public enum Reason {
        /** The target has rows, and they are no unfinished copy. */
        TARGET_NOT_EMPTY,
        /**
         * The target holds an unfinished copy of another store, or of the same file as it was before a store opened it, or another
         * process is copying to it.
         */
        OTHER_COPY,
        /** The target holds a copy that was finished. */
        FINISHED,
        /** The clock here and that of the database differ by more than {@link StoreCopy#MAX_CLOCK_OFFSET}. */
        CLOCKS_DIFFER
    }

    private final Reason reason;

    /** Creates an exception with a message for people. */
    public StoreCopyException(Reason reason, String message) {
        super(Category.CONFLICT, message);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns why there is no copy. */
    public Reason reason() {
        return reason;
    }
}
