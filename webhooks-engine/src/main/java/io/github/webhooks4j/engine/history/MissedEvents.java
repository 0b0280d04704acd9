package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that a webhook missed, the earliest first, as far as one look has found them. There may be none although there are
 * more to look at. Immutable.
 *
 * @param events the events
 * @param next the cursor of the events after these; null if no event is left to look at
 * @param lookedUpTo when the last event that was looked at was accepted; null if none was
 * @param looked how many events were looked at
 */
public record MissedEvents(
        List<MissedEvent> events,
        @Nullable String next,
        @Nullable Instant lookedUpTo,
        int looked) {
    public MissedEvents {
        events = List.copyOf(events);
    }

    /**
     * An event that passes the filter of a webhook by its present settings, and has no chain for it.
     *
     * @param id its id
     * @param topic its topic
     * @param type its type
     * @param acceptedAt when it was accepted, by the store's clock
     */
    public record MissedEvent(EventId id, Topic topic, String type, Instant acceptedAt) {
        public MissedEvent {
            requireNonNull(id, "id");
            requireNonNull(topic, "topic");
            requireNonNull(type, "type");
            requireNonNull(acceptedAt, "acceptedAt");
        }
    }
}
