package io.github.webhooks4j.examples;

/** Ends a command with a sentence for the person who started it. */
public final class ExampleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one with the sentence. */
    public ExampleException(String message) {
        super(message);
    }

    /** Creates one with the sentence and what it follows from. */
    public ExampleException(String message, Throwable cause) {
        super(message, cause);
    }
}
