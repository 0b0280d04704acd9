package io.github.webhooks4j.transport.internal.address;

/** Thrown when a text is no URL that this module dials. Never reaches a caller. */
public final class InvalidUrlException extends Exception {
    private static final long serialVersionUID = 1;

    private final String rule;
    private final String actual;

    /**
     * Creates an exception.
     *
     * @param rule the broken rule as the rest of a sentence
     * @param actual what was found: never user info, path or query
     */
    public InvalidUrlException(String rule, String actual) {
        super("a destination's URL " + rule);
        this.rule = rule;
        this.actual = actual;
    }

    public String rule() {
        return rule;
    }

    public String actual() {
        return actual;
    }
}
