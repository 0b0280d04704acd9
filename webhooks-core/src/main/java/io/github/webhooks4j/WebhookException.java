package io.github.webhooks4j;

import static java.util.Objects.requireNonNull;

/**
 * The base of the exceptions for calls that fail for a reason that types cannot exclude: an unknown or conflicting id,
 * a state that does not allow the call, a draft, payload or delivery of another party that breaks the rules, a closed
 * engine, a failing store. {@link #category()} is what a layer above needs to know of it, such as one that chooses the
 * status of an HTTP response. Messages never contain a payload or a secret. What an exception returns survives Java
 * serialization.
 *
 * <p>Arguments of the calling code's own that break a rule, such as an id that is not well-formed or a limit out of
 * range, are {@link IllegalArgumentException}s or {@link NullPointerException}s instead; a call for which the engine was
 * not set up is an {@link IllegalStateException}.
 */
public abstract class WebhookException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What a call failed for, and what helps. */
    public enum Category {
        /** There is no webhook or chain of the id, perhaps no longer. HTTP: 404. */
        NOT_FOUND,
        /** The present state does not allow the call; it may after another call. HTTP: 409. */
        CONFLICT,
        /** What a user entered, or another program sent, breaks the rules; the same again fails again. HTTP: 400. */
        INVALID,
        /** A delivery is not proven to come from its sender. HTTP: 401. */
        UNTRUSTED,
        /** The engine or its store cannot do it now; an operator may have to act. HTTP: 503. */
        UNAVAILABLE
    }

    private final Category category;

    /** Creates an exception with a message for people. */
    protected WebhookException(Category category, String message) {
        super(message);
        this.category = requireNonNull(category, "category");
    }

    /** Creates an exception with a message for people and its cause. */
    protected WebhookException(Category category, String message, Throwable cause) {
        super(message, cause);
        this.category = requireNonNull(category, "category");
    }

    /** Returns what the call failed for. */
    public final Category category() {
        return category;
    }
}
