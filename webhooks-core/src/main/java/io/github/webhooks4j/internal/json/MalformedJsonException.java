package io.github.webhooks4j.internal.json;

import io.github.webhooks4j.Violation;

/** Thrown when a body is not the strict JSON object that is required. The message never quotes the body. */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String path;
    private final String rule;
    private final String actual;

    MalformedJsonException(String path, String rule, String actual) {
        super(new Violation(path.isEmpty() ? "body" : path, rule, actual).toString());
        this.path = path;
        this.rule = rule;
        this.actual = actual;
    }

    /** Returns the broken rule; {@code root} names the body as a whole. */
    public Violation violation(String root) {
        return new Violation(path.isEmpty() ? root : path, rule, actual);
    }
}
