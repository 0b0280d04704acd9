package io.github.webhooks4j.event;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether an event passes a filter, and if not, the first part of the filter that it does not pass. Immutable. */
public sealed interface Matching {
    /** Returns the code for JSON, for example {@code other_topic}. */
    String code();

    /** Returns a sentence for people, in English. */
    String sentence();

    /** The event passes. */
    record Matches() implements Matching {
        @Override
        public String code() {
            return "matches";
        }

        @Override
        public String sentence() {
            return "The event passes the filter.";
        }
    }

    /**
     * The event is of another topic.
     *
     * @param filter the topic or namespace of the filter
     * @param topic the topic of the event
     */
    record OtherTopic(String filter, Topic topic) implements Matching {
        public OtherTopic {
            requireNonNull(filter, "filter");
            requireNonNull(topic, "topic");
        }

        @Override
        public String code() {
            return "other_topic";
        }

        @Override
        public String sentence() {
            return "The filter is for the topic " + filter + ", and the event is of " + topic.name() + ".";
        }
    }

    /**
     * The event is of the topic, and its type matches none of the patterns.
     *
     * @param types the patterns of the filter, at least one
     * @param type the type of the event
     */
    record OtherType(List<TypePattern> types, String type) implements Matching {
        public OtherType {
            types = List.copyOf(types);
            requireNonNull(type, "type");
        }

        @Override
        public String code() {
            return "other_type";
        }

        @Override
        public String sentence() {
            return "The filter is for events of the type "
                    + types.stream().map(TypePattern::pattern).collect(Collectors.joining(" or "))
                    + ", and the type of the event is " + type + ".";
        }
    }

    /**
     * Topic and type pass, and the tag of the event matches none of the patterns.
     *
     * @param tags the patterns of the filter, at least one
     * @param tag the tag of the event; null if it has none
     */
    record OtherTag(List<TagGlob> tags, @Nullable String tag) implements Matching {
        public OtherTag {
            tags = List.copyOf(tags);
        }

        @Override
        public String code() {
            return "other_tag";
        }

        @Override
        public String sentence() {
            return "The filter is for events with the tag "
                    + tags.stream().map(glob -> Violation.quote(glob.pattern())).collect(Collectors.joining(" or "))
                    + ", and the event has "
                    + (tag == null ? "none." : "the tag " + Violation.quote(tag) + ".");
        }
    }
}
