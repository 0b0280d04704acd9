package io.github.webhooks4j.event;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.StrictJson;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something published on a topic. Immutable. Applications {@linkplain #builder build} theirs:
 *
 * <pre>{@code
 * Event paid = Event.builder("order.paid")
 *         .topic("shop/orders")
 *         .id("order-1-paid")
 *         .body(Map.of("order", 1, "amount", "9.90"))
 *         .build();
 * }</pre>
 *
 * @param id the application's name for it: publishing the same event again under the same id changes nothing
 * @param topic what it happened to
 * @param tag the tag that tag filters look at, at most 255 characters of Unicode text; null if it has none
 * @param type dotted words such as {@code order.paid}, 1 to 100 characters of {@code [a-zA-Z0-9_.-]} (Standard Webhooks,
 *     "Event types")
 * @param occurredAt when it happened; null for the time at which the engine accepts it. An event in a store has a time
 * @param attributes what the application attaches to it for its own use; receivers do not get it
 * @param body the JSON object that destinations receive
 * @param test how far it goes through a webhook's chain as a test; null if it is no test
 * @param orderingKey among the events of one key destinations receive them in their order; null: in no order
 */
public record Event(
        EventId id,
        Topic topic,
        @Nullable String tag,
        String type,
        @Nullable Instant occurredAt,
        EventAttributes attributes,
        EventBody body,
        @Nullable TestScope test,
        @Nullable OrderingKey orderingKey) {
    /** The type of a push to a repository. */
    public static final String PUSH = "push";
    /** The type of the push that tries a webhook out, unless the application defines its own test event. */
    public static final String TEST = "test";

    private static final int MAX_TAG = 255;
    private static final Pattern TYPE = Pattern.compile("[a-zA-Z0-9_.-]{1,100}");

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the tag or the type is not as described
     */
    public Event {
        requireNonNull(id, "id");
        requireNonNull(topic, "topic");
        requireNonNull(attributes, "attributes");
        requireNonNull(body, "body");
        requireNonNull(type, "type");
        if (tag != null && tag.length() > MAX_TAG) {
            throw new IllegalArgumentException(
                    "a tag must be at most " + MAX_TAG + " characters, was " + tag.length() + " characters");
        }
        if (tag != null && !StrictJson.isUnicode(tag)) {
            throw new IllegalArgumentException("a tag must be Unicode text, was half of a surrogate pair somewhere");
        }
        requireType(type);
    }

    /** Creates an event without attributes and ordering key that is no test. */
    public Event(
            EventId id, Topic topic, @Nullable String tag, String type, @Nullable Instant occurredAt, EventBody body) {
        this(id, topic, tag, type, occurredAt, EventAttributes.NONE, body, null, null);
    }

    /**
     * Returns a builder of an event. Topic, id and body must be set, too.
     *
     * @param type dotted words such as {@code order.paid}
     * @throws IllegalArgumentException if the type is not 1 to 100 characters of {@code [a-zA-Z0-9_.-]}
     */
    public static EventBuilder builder(String type) {
        requireType(requireNonNull(type, "type"));
        return new EventBuilder(type);
    }

    /** Returns the same event with another time. */
    public Event withOccurredAt(Instant time) {
        return new Event(id, topic, tag, type, requireNonNull(time, "occurredAt"), attributes, body, test, orderingKey);
    }

    /** Returns the same event with other attributes. */
    public Event withAttributes(EventAttributes attributes) {
        return new Event(id, topic, tag, type, occurredAt, attributes, body, test, orderingKey);
    }

    /** Returns the same event as a test: its deliveries have the header {@code webhook-test}. */
    public Event asTest(TestScope scope) {
        return new Event(
                id, topic, tag, type, occurredAt, attributes, body, requireNonNull(scope, "scope"), orderingKey);
    }

    /** Shows the tag quoted, and nothing of the body: they are untrusted text. */
    @Override
    public String toString() {
        return "Event[" + id + ", " + type + " of " + Violation.quote(topic.name() + (tag == null ? "" : ":" + tag))
                + (occurredAt == null ? "" : " at " + occurredAt) + ", " + body + "]";
    }

    /**
     * Checks that text can be the type of an event.
     *
     * @throws IllegalArgumentException if it is not 1 to 100 characters of {@code [a-zA-Z0-9_.-]}
     */
    public static void requireType(String type) {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "an event type must be 1 to 100 characters of [a-zA-Z0-9_.-], was " + Violation.quote(type));
        }
    }
}
