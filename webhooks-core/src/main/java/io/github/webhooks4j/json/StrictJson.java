package io.github.webhooks4j.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the wire rules of this project want it: one object, UTF-8 without exception, no twin keys, nothing after the
 * end, at most 64 levels deep, no number over 1,000 and no key over 50,000 characters, no exponent over 9 digits.
 *
 * <p>Values are {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger} (integers beyond a long), {@code
 * BigDecimal} (what cannot be written as an integer as it stands), {@code List}, {@code Map} in the order of the text, or
 * null. So what is read equals what was written. It is unmodifiable all the way down. Thread-safe: no state.
 */
public final class StrictJson {
    /** Levels of objects and lists, the outermost counting as one. */
    public static final int MAX_DEPTH = 64;

    static final int MAX_NUMBER = 1_000;
    static final int MAX_KEY = 50_000;

    private static final int MAX_BUFFERS = 64;

    // Keys come from strangers: a table of them for all would grow, and they could be chosen to collide in it.
    // Depth is counted by the reader, so that it has a message of its own. Buffers are lent, and no thread's own: a
    // virtual thread would make 16 KB of them for the one object that it reads or writes.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 1)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_KEY)
                    .build())
            .recyclerPool(JsonRecyclerPools.newBoundedPool(MAX_BUFFERS))
            .build();

    private StrictJson() {}

    /**
     * Reads one JSON object.
     *
     * @throws MalformedJsonException if {@code body} is longer than {@code maxBytes} or breaks one of the rules above
     */
    public static Map<String, @Nullable Object> parseObject(byte[] body, int maxBytes) {
        if (body.length > maxBytes) {
            throw new MalformedJsonException("", "must be at most " + maxBytes + " bytes", body.length + " bytes");
        }
        return JsonReader.read(body);
    }

    /**
     * Writes {@code object} as UTF-8 without blanks; takes the types that {@link #parseObject} gives, and {@code Integer}.
     *
     * @throws IllegalArgumentException if a value is of another type, or a text holds half of a surrogate pair
     */
    public static byte[] write(Map<String, ? extends @Nullable Object> object) {
        return ObjectWriter.write(out -> object.forEach(out::put));
    }

    /**
     * Copies {@code fields} deeply into unmodifiable collections, with numbers as {@link #parseObject} gives them.
     *
     * @throws IllegalArgumentException if a value is of a type that JSON cannot hold, or is more than 64 levels deep
     */
    public static Map<String, @Nullable Object> copyOf(Map<String, ? extends @Nullable Object> fields) {
        return fields.isEmpty() ? Map.of() : copyOfMap(fields, 1);
    }

    /** Says whether {@code text} is free of halves of surrogate pairs, which no UTF-8 can hold. */
    public static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Names the JSON type of a value for messages: "a string", "null", and so on. */
    public static String typeOf(@Nullable Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof String) {
            return "a string";
        } else if (value instanceof Boolean) {
            return "a boolean";
        } else if (value instanceof Number) {
            return "a number";
        } else if (value instanceof List) {
            return "a list";
        } else {
            return "an object";
        }
    }

    /** Joins a path and a key as messages show it, for example {@code push_data.tag}. */
    public static String path(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    static Number number(BigInteger integer) {
        return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    }

    /** 1.4e9 is written as 1400000000, and is the same number when it is read again. */
    static Number number(BigDecimal decimal) {
        return decimal.scale() == 0 ? number(decimal.unscaledValue()) : decimal;
    }

    private static Map<String, @Nullable Object> copyOfMap(Map<?, ? extends @Nullable Object> fields, int depth) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        fields.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("a JSON key must be text, was " + key.getClass());
            }
            copy.put(name, copyOfValue(value, depth));
        });
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object copyOfValue(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("a JSON value must nest at most " + MAX_DEPTH + " levels deep");
        } else if (value instanceof Map<?, ?> map) {
            return copyOfMap(map, depth + 1);
        } else if (value instanceof List<?> list) {
            var copy = new ArrayList<@Nullable Object>();
            list.forEach(inner -> copy.add(copyOfValue(inner, depth + 1)));
            return Collections.unmodifiableList(copy);
        } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        } else if ((value instanceof Double || value instanceof Float)
                && Double.isFinite(((Number) value).doubleValue())) {
            return number(new BigDecimal(value.toString()));
        } else if (value instanceof BigInteger integer) {
            return number(integer);
        } else if (value instanceof BigDecimal decimal) {
            return number(decimal);
        } else if (value == null || value instanceof String || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        throw new IllegalArgumentException(
                "a JSON value must be text, a finite number, a boolean, a list, a map or null, was "
                        + value.getClass());
    }
}
