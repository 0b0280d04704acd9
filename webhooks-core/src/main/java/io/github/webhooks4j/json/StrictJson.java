package io.github.webhooks4j.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

    private static final int MAX_NUMBER = 1_000;
    private static final int MAX_KEY = 50_000;
    private static final long MAX_EXPONENT = 999_999_999;
    private static final int MAX_SHOWN_PATH = 100;

    // Keys come from strangers: a table of them for all would grow, and they could be chosen to collide in it.
    // Depth is counted here, so that it has a message of its own.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 1)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_KEY)
                    .build())
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
        CharBuffer text = decode(body);
        try (JsonParser parser = FACTORY.createParser(text.array(), text.arrayOffset(), text.length())) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJsonException("", "must be a JSON object", "empty");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("", "must be a JSON object", nameOf(first));
            }
            Map<String, @Nullable Object> object = readObject(parser, 1);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("", "must end after the JSON object", "followed by more text");
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw new MalformedJsonException(
                    "",
                    "must have numbers of at most " + MAX_NUMBER + " and keys of at most " + MAX_KEY + " characters",
                    "a longer one");
        } catch (JsonProcessingException e) {
            // Jackson's own message quotes the text.
            JsonLocation at = e.getLocation();
            throw new MalformedJsonException(
                    "", "must be valid JSON", "broken" + (at == null ? "" : " near character " + at.getCharOffset()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes {@code object} as UTF-8 without blanks; takes the types that {@link #parseObject} gives, and {@code Integer}.
     *
     * @throws IllegalArgumentException if a value is of another type, or a text holds half of a surrogate pair
     */
    public static byte[] write(Map<String, ? extends @Nullable Object> object) {
        try (var bytes = new ByteArrayBuilder()) {
            try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
                writeValue(generator, object);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Copies {@code fields} deeply into unmodifiable collections, with numbers as {@link #parseObject} gives them.
     *
     * @throws IllegalArgumentException if a value is of a type that JSON cannot hold, or is more than 64 levels deep
     */
    public static Map<String, @Nullable Object> copyOf(Map<String, ? extends @Nullable Object> fields) {
        return copyOfMap(fields, 1);
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

    private static CharBuffer decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("", "must be UTF-8", "other bytes");
        }
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser, int depth) throws IOException {
        checkDepth(depth);
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = unicode(parser.currentName(), parser);
            if (object.containsKey(key)) {
                throw new MalformedJsonException(placeOf(parser), "must stand once in its object", "there twice");
            }
            object.put(key, readValue(parser, parser.nextToken(), depth));
        }
        return Collections.unmodifiableMap(object);
    }

    private static List<@Nullable Object> readList(JsonParser parser, int depth) throws IOException {
        checkDepth(depth);
        var list = new ArrayList<@Nullable Object>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(readValue(parser, token, depth));
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object readValue(JsonParser parser, JsonToken token, int depth) throws IOException {
        return switch (token) {
            case VALUE_STRING -> unicode(parser.getText(), parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> {
                Number number = parser.getNumberValue();
                yield number instanceof BigInteger ? number : (Long) number.longValue();
            }
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case START_OBJECT -> readObject(parser, depth + 1);
            case START_ARRAY -> readList(parser, depth + 1);
            default -> throw new IllegalStateException("the parser gave " + token + " where a value begins");
        };
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedJsonException("", "must nest at most " + MAX_DEPTH + " levels deep", "deeper");
        }
    }

    private static Number decimal(JsonParser parser) throws IOException {
        try {
            BigDecimal decimal = parser.getDecimalValue();
            long exponent = (long) decimal.precision() - decimal.scale() - 1;
            if (Math.abs(exponent) <= MAX_EXPONENT) {
                return number(decimal);
            }
        } catch (NumberFormatException e) {
            // Jackson lets it through when the exponent is more than a BigDecimal can hold.
        }
        throw new MalformedJsonException(placeOf(parser), "must have an exponent of at most 9 digits", "a longer one");
    }

    private static Number number(BigInteger integer) {
        return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    }

    /** 1.4e9 is written as 1400000000, and is the same number when it is read again. */
    private static Number number(BigDecimal decimal) {
        return decimal.scale() == 0 ? number(decimal.unscaledValue()) : decimal;
    }

    /** An escape can smuggle in half a character. */
    private static String unicode(String text, JsonParser parser) {
        if (!isUnicode(text)) {
            throw new MalformedJsonException(placeOf(parser), "must be Unicode text", "half of a surrogate pair");
        }
        return text;
    }

    /** Returns where the parser stands. Keys come from strangers: a path is shown only if it is short and plain. */
    private static String placeOf(JsonParser parser) {
        var path = new StringBuilder();
        for (JsonStreamContext place = parser.getParsingContext(); !place.inRoot(); place = place.getParent()) {
            path.insert(0, place.inArray() ? "[" + place.getCurrentIndex() + "]" : "." + place.getCurrentName());
            if (path.length() > MAX_SHOWN_PATH) {
                return "a key";
            }
        }
        boolean plain = path.length() > 1 && path.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return plain ? path.substring(1) : "a key";
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

    private static void writeValue(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(writable(text));
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof BigDecimal decimal) {
            generator.writeNumber(decimal);
        } else if (value instanceof BigInteger integer) {
            generator.writeNumber(integer);
        } else if (value instanceof Long || value instanceof Integer) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object inner : list) {
                writeValue(generator, inner);
            }
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(writable((String) entry.getKey()));
                writeValue(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else {
            throw new IllegalArgumentException("JSON cannot hold " + value.getClass());
        }
    }

    private static String writable(String text) {
        if (!isUnicode(text)) {
            throw new IllegalArgumentException("JSON text must be Unicode, was half of a surrogate pair somewhere");
        }
        return text;
    }

    private static String nameOf(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }
}
