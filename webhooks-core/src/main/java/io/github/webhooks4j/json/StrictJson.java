package io.github.webhooks4j.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
 * end, at most 64 levels deep.
 *
 * <p>Values are {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger} (integers beyond a long), {@code
 * BigDecimal} (anything with a point or an exponent), {@code List}, {@code Map} in the order of the text, or null. What is
 * read is unmodifiable all the way down. Thread-safe: no state.
 */
public final class StrictJson {
    /** Levels of objects and lists, the outermost counting as one. */
    public static final int MAX_DEPTH = 64;

    // Number length stays at Jackson's 1,000 digits. Depth is counted here, for the path in the message.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 1)
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
            Map<String, @Nullable Object> object = readObject(parser, "", 1);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("", "must end after the JSON object", "followed by more text");
            }
            return object;
        } catch (JsonProcessingException e) {
            // Jackson's own message quotes the text.
            JsonLocation at = e.getLocation();
            throw new MalformedJsonException(
                    "", "must be valid JSON", "broken" + (at == null ? "" : " near character " + at.getCharOffset()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@code object} as UTF-8 without blanks; takes the types that {@link #parseObject} gives, and any Number. */
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
     * Copies {@code fields} deeply into unmodifiable collections.
     *
     * @throws IllegalArgumentException if a value is of a type that JSON cannot hold
     */
    public static Map<String, @Nullable Object> copyOf(Map<String, ? extends @Nullable Object> fields) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        fields.forEach((key, value) -> copy.put(key, copyOfValue(value)));
        return Collections.unmodifiableMap(copy);
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

    private static Map<String, @Nullable Object> readObject(JsonParser parser, String path, int depth)
            throws IOException {
        checkDepth(depth);
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = unicode(parser.currentName(), path);
            String keyPath = path(path, key);
            JsonToken token = parser.nextToken();
            if (object.containsKey(key)) {
                throw new MalformedJsonException(shown(keyPath), "must stand once in its object", "there twice");
            }
            object.put(key, readValue(parser, token, keyPath, depth));
        }
        return Collections.unmodifiableMap(object);
    }

    private static List<@Nullable Object> readList(JsonParser parser, String path, int depth) throws IOException {
        checkDepth(depth);
        var list = new ArrayList<@Nullable Object>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(readValue(parser, token, path + "[" + list.size() + "]", depth));
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object readValue(JsonParser parser, JsonToken token, String path, int depth)
            throws IOException {
        return switch (token) {
            case VALUE_STRING -> unicode(parser.getText(), path);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> {
                Number number = parser.getNumberValue();
                yield number instanceof BigInteger ? number : (Long) number.longValue();
            }
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case START_OBJECT -> readObject(parser, path, depth + 1);
            case START_ARRAY -> readList(parser, path, depth + 1);
            default -> throw new IllegalStateException("the parser gave " + token + " where a value begins");
        };
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedJsonException("", "must nest at most " + MAX_DEPTH + " levels deep", "deeper");
        }
    }

    /** An escape can smuggle in half a character, which no UTF-8 can hold again. */
    private static String unicode(String text, String path) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new MalformedJsonException(shown(path), "must be Unicode text", "half of a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    /** Keys come from strangers: a path is shown only as far as it is short and plain. */
    private static String shown(String path) {
        if (path.isEmpty()) {
            return "a key";
        }
        boolean plain = path.length() <= 100 && path.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return plain ? path : "a key";
    }

    private static @Nullable Object copyOfValue(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((key, inner) -> copy.put((String) key, copyOfValue(inner)));
            return Collections.unmodifiableMap(copy);
        } else if (value instanceof List<?> list) {
            var copy = new ArrayList<@Nullable Object>();
            list.forEach(inner -> copy.add(copyOfValue(inner)));
            return Collections.unmodifiableList(copy);
        } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        } else if (value instanceof Double || value instanceof Float) {
            return new BigDecimal(value.toString());
        } else if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof BigDecimal) {
            return value;
        }
        throw new IllegalArgumentException(
                "a JSON value must be text, a number, a boolean, a list, a map or null, was " + value.getClass());
    }

    private static void writeValue(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof BigDecimal decimal) {
            generator.writeNumber(decimal);
        } else if (value instanceof BigInteger integer) {
            generator.writeNumber(integer);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object inner : list) {
                writeValue(generator, inner);
            }
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName((String) entry.getKey());
                writeValue(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else {
            throw new IllegalArgumentException("JSON cannot hold " + value.getClass());
        }
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
