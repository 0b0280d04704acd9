package io.github.webhooks4j.event;

import io.github.webhooks4j.WebhookException;

/** Thrown when an event is published under the id of another one. No event of the call has been accepted. */
public final class EventConflictException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String event;

    /** Creates an exception. */
    public EventConflictException(EventId event) {
        super(
                Category.CONFLICT,
                "event " + event
                        + " must be the same as when it was first published, but topic, type or body differ; "
                        + "publish another event under another id");
        this.event = event.value();
    }

    /** Returns the id that is in use. */
    public EventId event() {
        return new EventId(event);
    }
}
