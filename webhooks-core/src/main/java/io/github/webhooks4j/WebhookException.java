package io.github.webhooks4j;

/**
 * The base of the exceptions for calls that fail for a reason that types cannot exclude: an unknown or conflicting id,
 * a state that does not allow the call, a closed engine, a failing store. Messages never contain a payload or a secret.
 *
 * <p>Arguments that break a rule are {@link IllegalArgumentException}s instead.
 */
public abstract class WebhookException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a message for people. */
    protected WebhookException(String message) {
        super(message);
    }

    /** Creates an exception with a message for people and its cause. */
    protected WebhookException(String message, Throwable cause) {
        super(message, cause);
    }
}
