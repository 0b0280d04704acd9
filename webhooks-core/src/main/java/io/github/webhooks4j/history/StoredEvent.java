package io.github.webhooks4j.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The event of a chain, as history shows it. Immutable.
 *
 * @param id its id
 * @param topic its topic
 * @param type its type
 * @param test how far it goes as a test; null if it is no test
 */
public record StoredEvent(
        EventId id, Topic topic, String type, @Nullable TestScope test) {
    public StoredEvent {
        requireNonNull(id, "id");
        requireNonNull(topic, "topic");
        requireNonNull(type, "type");
    }
}
