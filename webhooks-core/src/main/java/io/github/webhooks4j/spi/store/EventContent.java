package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.TestScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the deliveries of an event need of it.
 *
 * @param id the application's name for it
 * @param topic what it happened to
 * @param tag its tag; null if it has none
 * @param type its type
 * @param occurredAt when it happened
 * @param attributes what the application attached to it
 * @param body its body
 * @param test how far it goes as a test; null if it is no test
 */
public record EventContent(
        String id,
        String topic,
        @Nullable String tag,
        String type,
        Instant occurredAt,
        EventAttributes attributes,
        EventBody body,
        @Nullable TestScope test) {
    public EventContent {
        requireNonNull(id, "id");
        requireNonNull(topic, "topic");
        requireNonNull(type, "type");
        requireNonNull(occurredAt, "occurredAt");
        requireNonNull(attributes, "attributes");
        requireNonNull(body, "body");
    }

    /**
     * Returns that of an event.
     *
     * @throws NullPointerException if it has no time, which an engine gives to those that it accepts
     */
    public static EventContent of(Event event) {
        return new EventContent(
                event.id().value(),
                event.topic().name(),
                event.tag(),
                event.type(),
                requireNonNull(event.occurredAt(), "occurredAt"),
                event.attributes(),
                event.body(),
                event.test());
    }

    /** Returns the bytes of body and attributes together. */
    public int length() {
        return body.length() + attributes.length();
    }
}
