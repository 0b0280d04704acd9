package io.github.webhooks4j.examples;

/** Ends a command with a sentence for the user. */
public final class ExampleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one with the sentence. */
    public ExampleException(String message) {
        super(message);
    }

    /** Creates one with the sentence and its cause. */
    public ExampleException(String message, Throwable cause) {
        super(message, cause);
    }
}
