package io.github.webhooks4j.event;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.StrictJson;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an application attaches to an event for its own use: a trace context, a tenant. It is stored with the event,
 * unencrypted, and is part of what transports know of an attempt. Receivers get none of it. Immutable.
 *
 * @param values values by name, in the order of the names: at most 16; a name is 1 to 100 characters of {@code
 *     [a-z0-9_.-]}, a value Unicode text without control characters; together at most 4,096 bytes in UTF-8
 */
public record EventAttributes(Map<String, String> values) {
    /** The most attributes that an event may have. */
    public static final int MAX_ENTRIES = 16;
    /** The most bytes that all names and values together may have in UTF-8. */
    public static final int MAX_BYTES = 4096;

    /** No attributes. */
    public static final EventAttributes NONE = new EventAttributes(Map.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,100}");

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there are too many, a name or a value is not as described, or all are too long
     * @throws NullPointerException if the map, a name or a value is null
     */
    public EventAttributes {
        if (values.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "an event must have at most " + MAX_ENTRIES + " attributes, was " + values.size());
        }
        var sorted = new TreeMap<String, String>();
        values.forEach((name, value) -> {
            checkName(name);
            checkValue(name, value);
            sorted.put(name, value);
        });
        values = Collections.unmodifiableMap(sorted);
        int bytes = bytes(values);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("the attributes of an event must have at most " + MAX_BYTES
                    + " bytes together, was " + bytes + " bytes");
        }
    }

    /** Returns the value of an attribute; empty if there is none. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns how many bytes all names and values together have in UTF-8. */
    public int length() {
        return bytes(values);
    }

    /** Shows the names only: values may be personal data. */
    @Override
    public String toString() {
        return "EventAttributes" + values.keySet();
    }

    private static void checkName(String name) {
        requireNonNull(name, "the name of an attribute");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of an attribute must be 1 to 100 characters of [a-z0-9_.-], was "
                            + Violation.quote(name));
        }
    }

    private static void checkValue(String name, String value) {
        requireNonNull(value, "the value of attribute " + name);
        if (!StrictJson.isUnicode(value)) {
            throw new IllegalArgumentException(
                    "attribute " + name + " must be Unicode text, was half of a surrogate pair somewhere");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "attribute " + name + " must hold no control characters, was one somewhere");
        }
    }

    private static int bytes(Map<String, String> values) {
        int bytes = 0;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            bytes += utf8(entry.getKey()) + utf8(entry.getValue());
        }
        return bytes;
    }

    /** Counted, not encoded: this is called several times for each delivery. */
    private static int utf8(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair stands for two of its four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
