package io.github.webhooks4j.catalog;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.event.EventId;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when the body of an event breaks the schema of its type. No event of the call has been accepted. */
public final class InvalidEventException extends WebhookException {
    private static final long serialVersionUID = 1;
    private static final int MAX_SHOWN = 10;

    private final String event;
    private final String type;
    private final SchemaViolation[] violations;

    /**
     * Creates an exception, whose message has the first ten violations.
     *
     * @param violations where the body breaks the schema; at least one
     */
    public InvalidEventException(EventId event, String type, List<SchemaViolation> violations) {
        super(
                Category.INVALID,
                "event " + event + " must keep the schema of type " + type + ", but " + shown(violations));
        this.event = event.value();
        this.type = type;
        this.violations = violations.toArray(SchemaViolation[]::new);
    }

    /** Returns at most ten violations as text. */
    public static String shown(List<SchemaViolation> violations) {
        String first = violations.stream()
                .limit(MAX_SHOWN)
                .map(SchemaViolation::toString)
                .collect(Collectors.joining("; "));
        return violations.size() > MAX_SHOWN ? first + "; and " + (violations.size() - MAX_SHOWN) + " more" : first;
    }

    /** Returns the id of the event. */
    public EventId event() {
        return new EventId(event);
    }

    /** Returns its type. */
    public String type() {
        return type;
    }

    /** Returns where the body breaks the schema; at least one place. */
    public List<SchemaViolation> violations() {
        return List.of(violations);
    }
}
