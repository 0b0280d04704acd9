package io.github.webhooks4j.catalog;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.event.EventId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when an event has a type that the catalogue does not name. No event of the call has been accepted. */
public final class UnknownEventTypeException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String event;
    private final String type;
    private final @Nullable String closest;

    /**
     * Creates an exception.
     *
     * @param closest the name in the catalogue that may be meant; null for none
     */
    public UnknownEventTypeException(EventId event, String type, @Nullable String closest) {
        super(
                Category.INVALID,
                "event " + event + " must have a type that the catalogue names, was " + type
                        + (closest == null ? "; add it to the catalogue" : "; the closest is " + closest));
        this.event = event.value();
        this.type = type;
        this.closest = closest;
    }

    /** Returns the id of the event. */
    public EventId event() {
        return new EventId(event);
    }

    /** Returns its type. */
    public String type() {
        return type;
    }

    /** Returns the name in the catalogue that may be meant; empty for none. */
    public Optional<String> closest() {
        return Optional.ofNullable(closest);
    }
}
