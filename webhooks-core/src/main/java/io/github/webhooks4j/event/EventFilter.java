package io.github.webhooks4j.event;

import io.github.webhooks4j.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events a webhook is for: those that pass all three parts. Immutable.
 *
 * @param topic a topic such as {@code svendowideit/testhook}, or a whole namespace as {@code svendowideit/*}
 * @param types if not empty, only events of a type that matches one of these; at most 20
 * @param tags if not empty, only events with a tag that matches one of these; at most 20
 */
public record EventFilter(String topic, List<TypePattern> types, List<TagGlob> tags) {
    /** The most type patterns that a filter may have. */
    public static final int MAX_TYPES = 20;
    /** The most tag patterns that a filter may have. */
    public static final int MAX_TAGS = 20;

    private static final String ANY_NAME = "/*";

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the topic is neither a {@link Topic} nor a namespace with {@code /*}, or there are
     *     too many patterns
     */
    public EventFilter {
        types = List.copyOf(types);
        tags = List.copyOf(tags);
        if (topic.endsWith(ANY_NAME)) {
            Topic namespace = new Topic(topic.substring(0, topic.length() - ANY_NAME.length()));
            if (namespace.name().indexOf('/') >= 0) {
                // It would never match: the part before the first slash is the namespace.
                throw new IllegalArgumentException(
                        "a namespace must hold no slash, was " + Violation.quote(namespace.name()));
            }
        } else {
            new Topic(topic);
        }
        if (types.size() > MAX_TYPES) {
            throw new IllegalArgumentException(
                    "an event filter must have at most " + MAX_TYPES + " type patterns, was " + types.size());
        }
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "an event filter must have at most " + MAX_TAGS + " tag patterns, was " + tags.size());
        }
    }

    /** Returns a filter for every event of {@code topic}. */
    public static EventFilter of(String topic) {
        return new EventFilter(topic, List.of(), List.of());
    }

    /** Returns whether {@code event} passes. */
    public boolean matches(Event event) {
        return matches(event.topic(), event.type(), event.tag());
    }

    /** Returns whether an event with these parts passes. */
    public boolean matches(Topic topic, String type, @Nullable String tag) {
        return matchesTopic(topic) && matchesType(type) && matchesTag(tag);
    }

    /** Returns whether {@code event} passes, and if not, which part of the filter it does not pass. */
    public Matching explain(Event event) {
        if (!matchesTopic(event.topic())) {
            return new Matching.OtherTopic(topic, event.topic());
        } else if (!matchesType(event.type())) {
            return new Matching.OtherType(types, event.type());
        } else if (!matchesTag(event.tag())) {
            return new Matching.OtherTag(tags, event.tag());
        }
        return new Matching.Matches();
    }

    /** Returns whether a topic passes the first part. */
    public boolean matchesTopic(Topic other) {
        return topic.endsWith(ANY_NAME)
                ? topic.length() - ANY_NAME.length() == other.namespace().length()
                        && topic.startsWith(other.namespace())
                : topic.equals(other.name());
    }

    private boolean matchesType(String type) {
        return types.isEmpty() || types.stream().anyMatch(pattern -> pattern.matches(type));
    }

    private boolean matchesTag(@Nullable String tag) {
        return tags.isEmpty() || (tag != null && tags.stream().anyMatch(glob -> glob.matches(tag)));
    }
}
