package io.github.webhooks4j.benchmarks.run;

/** A run whose figures are worth nothing. */
public final class VoidRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one that says what was wrong. */
    public VoidRunException(String message) {
        super("the run is void: " + message);
    }
}
