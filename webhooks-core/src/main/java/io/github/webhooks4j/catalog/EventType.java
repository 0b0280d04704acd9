package io.github.webhooks4j.catalog;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.internal.json.MalformedJsonException;
import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.internal.text.PlainText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A type of event, as the application describes it. Immutable.
 *
 * @param name the type of its events, such as {@code order.paid}
 * @param title what happened, in a few words, at most 100 characters; null for none
 * @param description when such an event is published and what its body means, at most 4,096 characters of Markdown; null for none
 * @param schema the JSON Schema (2020-12) of the body as it is published, without {@code callback_url}: a JSON object of at
 *     most 256 KiB; null for none
 * @param example a body as it is published, a JSON object of at most 64 KiB; null for none
 * @param deprecated what to use instead, at most 200 characters; null if the type is not deprecated
 * @param hidden whether customers do not see it: neither on their pages nor in OpenAPI. It is published like others
 */
public record EventType(
        String name,
        @Nullable String title,
        @Nullable String description,
        @Nullable String schema,
        @Nullable String example,
        @Nullable String deprecated,
        boolean hidden) {
    /** The most characters of a title. */
    public static final int MAX_TITLE = 100;
    /** The most characters of a description. */
    public static final int MAX_DESCRIPTION = 4_096;
    /** The most bytes of a schema, in UTF-8. */
    public static final int MAX_SCHEMA = 256 << 10;
    /** The most bytes of an example, in UTF-8. */
    public static final int MAX_EXAMPLE = 64 << 10;
    /** The most characters of the note on what to use instead of a deprecated type. */
    public static final int MAX_DEPRECATED = 200;

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if one is broken; the message names the type
     */
    public EventType {
        Event.requireType(requireNonNull(name, "name"));
        checkLine(name, "title", title, MAX_TITLE);
        checkLine(name, "deprecated", deprecated, MAX_DEPRECATED);
        if (description != null) {
            checkLength(name, "description", description.length(), MAX_DESCRIPTION, "characters");
            if (!StrictJson.isUnicode(description)) {
                throw new IllegalArgumentException("the description of event type " + name
                        + " must be Unicode text, was half of a surrogate pair somewhere");
            }
        }
        if (schema != null) {
            checkObject(name, "schema", schema, MAX_SCHEMA);
        }
        if (example != null) {
            checkObject(name, "example", example, MAX_EXAMPLE);
            checkBody(name, example);
        }
    }

    /**
     * Returns a type that has only a name.
     *
     * @throws IllegalArgumentException if it is not 1 to 100 characters of {@code [a-zA-Z0-9_.-]}
     */
    public static EventType of(String name) {
        return new EventType(name, null, null, null, null, null, false);
    }

    /** Returns this type with another title. */
    public EventType withTitle(String title) {
        return new EventType(name, requireNonNull(title, "title"), description, schema, example, deprecated, hidden);
    }

    /** Returns this type with another description. */
    public EventType withDescription(String description) {
        return new EventType(
                name, title, requireNonNull(description, "description"), schema, example, deprecated, hidden);
    }

    /** Returns this type with another schema, as JSON text. */
    public EventType withSchema(String schema) {
        return new EventType(name, title, description, requireNonNull(schema, "schema"), example, deprecated, hidden);
    }

    /** Returns this type with another example, as JSON text. */
    public EventType withExample(String example) {
        return new EventType(name, title, description, schema, requireNonNull(example, "example"), deprecated, hidden);
    }

    /** Returns this type as deprecated, with what to use instead. */
    public EventType deprecatedFor(String instead) {
        return new EventType(name, title, description, schema, example, requireNonNull(instead, "instead"), hidden);
    }

    /** Returns this type hidden from customers. */
    public EventType asHidden() {
        return new EventType(name, title, description, schema, example, deprecated, true);
    }

    /** Returns the bytes of all its texts, about. */
    int length() {
        return length(description) + length(schema) + length(example);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static void checkLine(String name, String part, @Nullable String text, int most) {
        if (text != null) {
            checkLength(name, part, text.length(), most, "characters");
            if (PlainText.isBlank(text)) {
                throw new IllegalArgumentException(subject(name, part) + "must not be blank, was blank");
            }
            PlainText.brokenRule(text).ifPresent(rule -> {
                throw new IllegalArgumentException(subject(name, part) + rule + ", was one that does");
            });
        }
    }

    private static void checkObject(String name, String part, String json, int most) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        checkLength(name, part, bytes.length, most, "bytes");
        try {
            StrictJson.parseObject(bytes, most);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(subject(name, part) + "must be JSON, but " + e.violation("it"), e);
        }
    }

    private static void checkBody(String name, String example) {
        try {
            EventBody.of(example);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    subject(name, "example") + "must be the body of an event: " + e.getMessage(), e);
        }
    }

    private static void checkLength(String name, String part, int length, int most, String unit) {
        if (length > most) {
            throw new IllegalArgumentException(
                    subject(name, part) + "must be at most " + most + " " + unit + ", was " + length + " " + unit);
        }
    }

    private static String subject(String name, String part) {
        return "the " + part + " of event type " + name + " ";
    }

    /** Shows the name only: the rest may be long. */
    @Override
    public String toString() {
        return "EventType[" + name + "]";
    }
}
