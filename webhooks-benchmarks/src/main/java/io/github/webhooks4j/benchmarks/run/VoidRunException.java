package io.github.webhooks4j.benchmarks.run;

/** A run whose figures are invalid. */
public final class VoidRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one with the reason. */
    public VoidRunException(String message) {
        super("the run is void: " + message);
    }
}
