package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.WebhookException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a draft breaks the rules of webhooks; names all of them at once. */
public final class InvalidWebhookException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final Violation[] violations;

    /**
     * Creates an exception.
     *
     * @param violations every broken rule, also one of the application's own; at least one
     */
    public InvalidWebhookException(List<Violation> violations) {
        super(
                Category.INVALID,
                "invalid webhook: "
                        + violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        this.violations = violations.toArray(Violation[]::new);
    }

    /** Returns every broken rule, at least one. */
    public List<Violation> violations() {
        return List.of(violations);
    }
}
