package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.Topic;
import java.util.List;

/**
 * Which events a webhook is for. Immutable.
 *
 * @param topic a topic such as {@code svendowideit/testhook}, or a whole namespace as {@code svendowideit/*}
 * @param tags if not empty, only events with a tag that matches one of these; at most 20
 */
public record TopicFilter(String topic, List<TagGlob> tags) {
    /** The most tag patterns that a filter may have. */
    public static final int MAX_TAGS = 20;

    private static final String ANY_NAME = "/*";

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the topic is neither a {@link Topic} nor a namespace with {@code /*}, or there are
     *     too many tag patterns
     */
    public TopicFilter {
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
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "a topic filter must have at most " + MAX_TAGS + " tag patterns, was " + tags.size());
        }
    }

    /** Returns a filter for every tag of {@code topic}. */
    public static TopicFilter of(String topic) {
        return new TopicFilter(topic, List.of());
    }

    /** Returns whether {@code event} passes. */
    public boolean matches(Event event) {
        return matchesTopic(event.topic()) && matchesTag(event);
    }

    private boolean matchesTopic(Topic other) {
        return topic.endsWith(ANY_NAME)
                ? topic.length() - ANY_NAME.length() == other.namespace().length()
                        && topic.startsWith(other.namespace())
                : topic.equals(other.name());
    }

    private boolean matchesTag(Event event) {
        String tag = event.tag();
        return tags.isEmpty() || (tag != null && tags.stream().anyMatch(glob -> glob.matches(tag)));
    }
}
