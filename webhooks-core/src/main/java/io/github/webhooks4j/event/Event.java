package io.github.webhooks4j.event;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.StrictJson;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something published on a topic. Immutable.
 *
 * @param id the application's name for it: publishing the same event again under the same id changes nothing
 * @param topic what it happened to
 * @param tag the tag that tag filters look at, at most 255 characters of Unicode text; null if it has none
 * @param type dotted words such as {@code push}, at most 100 characters of {@code [a-zA-Z0-9_.]} (Standard Webhooks, "Event
 *     types")
 * @param occurredAt when it happened
 * @param body the JSON object that destinations receive
 */
public record Event(EventId id, Topic topic, @Nullable String tag, String type, Instant occurredAt, EventBody body) {
    /** The type of a push to a repository. */
    public static final String PUSH = "push";
    /** The type of the event that tries a webhook out. */
    public static final String TEST = "test";

    private static final int MAX_TAG = 255;
    private static final Pattern TYPE = Pattern.compile("[a-zA-Z0-9_.]{1,100}");

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the tag or the type is not as described
     */
    public Event {
        requireNonNull(id, "id");
        requireNonNull(topic, "topic");
        requireNonNull(occurredAt, "occurredAt");
        requireNonNull(body, "body");
        if (tag != null && tag.length() > MAX_TAG) {
            throw new IllegalArgumentException(
                    "a tag must be at most " + MAX_TAG + " characters, was " + tag.length() + " characters");
        }
        if (tag != null && !StrictJson.isUnicode(tag)) {
            throw new IllegalArgumentException("a tag must be Unicode text, was half of a surrogate pair somewhere");
        }
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "an event type must be 1 to 100 characters of [a-zA-Z0-9_.], was " + Violation.quote(type));
        }
    }

    /** Shows the tag quoted, and nothing of the body: they are untrusted text. */
    @Override
    public String toString() {
        return "Event[" + id + ", " + type + " of " + Violation.quote(topic.name() + (tag == null ? "" : ":" + tag))
                + " at " + occurredAt + ", " + body + "]";
    }
}
