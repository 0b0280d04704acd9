package io.github.webhooks4j.engine;

import io.github.webhooks4j.event.EventId;

/** Thrown when an event is published under the id of another one. Nothing of the call has been accepted. */
public final class EventConflictException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient EventId event;

    EventConflictException(EventId event) {
        super("event " + event + " must be the same as when it was first published, but topic, type or body differ; "
                + "publish another event under another id");
        this.event = event;
    }

    /** Returns the id that is taken. */
    public EventId event() {
        return event;
    }
}
