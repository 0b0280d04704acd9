package io.github.webhooks4j.event;

import io.github.webhooks4j.WebhookException;

/** Thrown when no event with an id was accepted, or it was pruned. */
public final class UnknownEventException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String event;

    /** Creates an exception. */
    public UnknownEventException(EventId event) {
        super(Category.NOT_FOUND, "there is no event " + event);
        this.event = event.value();
    }

    /** Returns the id. */
    public EventId event() {
        return new EventId(event);
    }
}
