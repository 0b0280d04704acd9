package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventAttributes;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.TestScope;
import org.jspecify.annotations.Nullable;

/**
 * What the deliveries of an event need of it.
 *
 * @param type its type
 * @param attributes what the application attached to it
 * @param body its body
 * @param test how far it goes as a test; null if it is no test
 */
public record EventContent(
        String type,
        EventAttributes attributes,
        EventBody body,
        @Nullable TestScope test) {
    public EventContent {
        requireNonNull(type, "type");
        requireNonNull(attributes, "attributes");
        requireNonNull(body, "body");
    }

    /** Creates the content of an event without attributes that is no test. */
    public EventContent(String type, EventBody body) {
        this(type, EventAttributes.NONE, body, null);
    }

    /** Returns that of an event. */
    public static EventContent of(Event event) {
        return new EventContent(event.type(), event.attributes(), event.body(), event.test());
    }

    /** Returns the bytes of body and attributes together. */
    public int length() {
        return body.length() + attributes.length();
    }
}
