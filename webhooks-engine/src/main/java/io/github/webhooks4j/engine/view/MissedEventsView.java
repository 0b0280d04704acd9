package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.history.MissedEvents;
import io.github.webhooks4j.engine.history.MissedEvents.MissedEvent;
import io.github.webhooks4j.internal.text.ShownTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of events that a webhook missed. Immutable.
 *
 * @param events the events, the earliest first
 * @param next the cursor of the events after these; null if no event is left to look at
 * @param lookedUpTo when the last event that was looked at was accepted; null if none was
 * @param looked how many events were looked at
 */
public record MissedEventsView(
        List<MissedEventView> events,
        @Nullable String next,
        @Nullable String lookedUpTo,
        int looked) {
    /**
     * One of the events.
     *
     * @param id its id
     * @param topic its topic
     * @param type its type
     * @param acceptedAt when it was accepted
     */
    public record MissedEventView(String id, String topic, String type, String acceptedAt) {
        public MissedEventView {
            requireNonNull(id, "id");
            requireNonNull(topic, "topic");
            requireNonNull(type, "type");
            requireNonNull(acceptedAt, "acceptedAt");
        }

        private static MissedEventView of(MissedEvent event) {
            return new MissedEventView(
                    event.id().value(), event.topic().name(), event.type(), ShownTime.of(event.acceptedAt()));
        }
    }

    public MissedEventsView {
        events = List.copyOf(events);
    }

    /** Returns the view of missed events. */
    public static MissedEventsView of(MissedEvents missed) {
        requireNonNull(missed, "missed");
        return new MissedEventsView(
                missed.events().stream().map(MissedEventView::of).toList(),
                missed.next(),
                ShownTime.ofNullable(missed.lookedUpTo()),
                missed.looked());
    }
}
