package io.github.webhooks4j.callback;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.WebhookException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a callback breaks its rules; names all of them at once. */
public final class InvalidCallbackException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final Violation[] violations;

    InvalidCallbackException(List<Violation> violations) {
        super(
                Category.INVALID,
                "invalid callback: "
                        + violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        this.violations = violations.toArray(Violation[]::new);
    }

    /** Returns every broken rule, at least one, in the order of the fields. */
    public List<Violation> violations() {
        return List.of(violations);
    }
}
