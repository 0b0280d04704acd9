package io.github.webhooks4j.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds an {@link Event}. Every setter replaces what was set before. Not thread-safe. */
public final class EventBuilder {
    private final String type;
    private @Nullable Topic topic;
    private @Nullable EventId id;
    private @Nullable String tag;
    private @Nullable Instant occurredAt;
    private @Nullable EventBody body;
    private final Map<String, String> attributes = new TreeMap<>();
    private @Nullable OrderingKey orderingKey;

    EventBuilder(String type) {
        this.type = type;
    }

    /**
     * Sets what it happened to. Must be set.
     *
     * @throws IllegalArgumentException if it is not a {@link Topic}
     */
    public EventBuilder topic(String topic) {
        return topic(new Topic(requireNonNull(topic, "topic")));
    }

    /** Sets what it happened to. Must be set. */
    public EventBuilder topic(Topic topic) {
        this.topic = requireNonNull(topic, "topic");
        return this;
    }

    /**
     * Sets the application's own id of the event. Must be set: by its id an event is accepted once, however often it is
     * published. A good id follows from what happened, for example from the key of a row and its new state.
     *
     * @throws IllegalArgumentException if it is not an {@link EventId}
     */
    public EventBuilder id(String id) {
        return id(new EventId(requireNonNull(id, "id")));
    }

    /** Sets the application's own id of the event, as {@link #id(String)} does. Must be set. */
    public EventBuilder id(EventId id) {
        this.id = requireNonNull(id, "id");
        return this;
    }

    /** Sets the tag that tag filters look at, at most 255 characters of Unicode text; default: null, none. */
    public EventBuilder tag(@Nullable String tag) {
        this.tag = tag;
        return this;
    }

    /** Sets when it happened; default: null, the time at which the engine accepts it. */
    public EventBuilder occurredAt(@Nullable Instant occurredAt) {
        this.occurredAt = occurredAt;
        return this;
    }

    /**
     * Sets an attribute, beside those that are set already: something for the application's own use, such as a trace
     * context or a tenant. It is stored with the event, unencrypted; receivers do not get it.
     *
     * @param name 1 to 100 characters of {@code [a-z0-9_.-]}
     * @param value Unicode text without control characters; all names and values together have at most 4,096 bytes, which
     *     {@link #build} checks as it does their number, at most 16
     */
    public EventBuilder attribute(String name, String value) {
        attributes.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return this;
    }

    /** Sets all attributes, and removes those that were set before. */
    public EventBuilder attributes(Map<String, String> attributes) {
        var checked = new EventAttributes(requireNonNull(attributes, "attributes"));
        this.attributes.clear();
        this.attributes.putAll(checked.values());
        return this;
    }

    /**
     * Sets the key of the events among which order matters; default: none, which costs nothing and lets each delivery
     * begin at once.
     *
     * @param key 1 to 200 characters of visible ASCII, such as the id of a customer
     * @throws IllegalArgumentException if it is not an {@link OrderingKey}
     */
    public EventBuilder orderingKey(String key) {
        this.orderingKey = new OrderingKey(requireNonNull(key, "orderingKey"));
        return this;
    }

    /** Sets the body. One must be set. */
    public EventBuilder body(EventBody body) {
        this.body = requireNonNull(body, "body");
        return this;
    }

    /**
     * Sets the body to the bytes of a JSON object, as {@link EventBody#of(byte[])} does.
     *
     * @throws IllegalArgumentException if they are not an {@link EventBody}
     */
    public EventBuilder body(byte[] json) {
        return body(EventBody.of(requireNonNull(json, "body")));
    }

    /**
     * Sets the body to the text of a JSON object, as {@link EventBody#of(String)} does.
     *
     * @throws IllegalArgumentException if it is not an {@link EventBody}
     */
    public EventBuilder body(String json) {
        return body(EventBody.of(requireNonNull(json, "body")));
    }

    /**
     * Sets the body to the JSON object of a value, converted now, as {@link EventBody#of(Object)} does.
     *
     * @param value a map, a record or another object with properties
     * @throws IllegalArgumentException if it cannot be converted, or the result is not an {@link EventBody}
     */
    public EventBuilder body(Object value) {
        return body(EventBody.of(requireNonNull(value, "body")));
    }

    /**
     * Returns the event.
     *
     * @throws IllegalStateException if it has no topic, no id or no body
     * @throws IllegalArgumentException if the tag or the attributes are not as described
     */
    public Event build() {
        if (topic == null) {
            throw new IllegalStateException(
                    "an event must have a topic, was none; set topic(…) to what it happened to");
        }
        if (id == null) {
            throw new IllegalStateException("an event must have an id of the application's, was none; set id(…) to one"
                    + " that follows from what happened: publishing the event again under it starts nothing twice");
        }
        if (body == null) {
            throw new IllegalStateException("an event must have a body, was none; set body(…), {} at least");
        }
        return new Event(id, topic, tag, type, occurredAt, new EventAttributes(attributes), body, null, orderingKey);
    }
}
