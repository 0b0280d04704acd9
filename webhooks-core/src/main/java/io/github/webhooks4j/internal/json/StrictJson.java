package io.github.webhooks4j.internal.json;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the wire rules of this project require it: one object, valid UTF-8, perhaps behind a byte order mark, which is
 * skipped; no duplicate keys, nothing after the end, at most 64 levels deep, no number over 1,000 and no key over 50,000 characters, no exponent over 9 digits.
 *
 * <p>Values are {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger} (integers beyond a long), {@code
 * BigDecimal} (what cannot be written as an integer as it stands), {@code List}, {@code Map} in the order of the text, or
 * null. So what is read equals what was written. It is unmodifiable at every level. Thread-safe: no state.
 */
public final class StrictJson {
    /** Levels of objects and lists, the outermost counting as one. */
    public static final int MAX_DEPTH = 64;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final int MAX_NUMBER = 1_000;
    private static final int MAX_KEY = 50_000;
    /** Longer keys would be remembered in the table of {@link #BYTES}, which thus holds a few megabytes at most. */
    private static final int MAX_SHARED_KEY = 1_000;

    private static final int MAX_BUFFERS = 64;

    /**
     * Reads bytes, with a table of the keys that it has seen. The table is bounded, and refuses keys that collide in it, so
     * what this refuses is read again by {@link #MAPPER}, which has none, and which decides.
     */
    private static final JsonFactory BYTES = factory(true, MAX_SHARED_KEY);

    private static final JsonMapper MAPPER = mapper();
    private static final JavaType OBJECT_TYPE =
            MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class);
    private static final ObjectReader OBJECTS = MAPPER.readerFor(OBJECT_TYPE);
    private static final ObjectReader OBJECTS_WITH_SURROGATES =
            OBJECTS.withAttribute(StrictObjectDeserializer.SURROGATES, true);

    private StrictJson() {}

    /**
     * Reads one JSON object.
     *
     * @throws MalformedJsonException if {@code body} is longer than {@code maxBytes} or breaks one of the rules above
     */
    public static Map<String, @Nullable Object> parseObject(byte[] body, int maxBytes) {
        refuseLonger(body, maxBytes);
        PlainText plain = PlainText.of(body);
        if (plain != PlainText.NO) {
            try (JsonParser parser = BYTES.createParser(body)) {
                return (plain == PlainText.ESCAPED ? OBJECTS_WITH_SURROGATES : OBJECTS).readValue(parser);
            } catch (IOException | MalformedJsonException | IllegalStateException e) {
                // Read again below: with the message, or since only the table of keys refused it.
            }
        }
        return parseCharacters(body);
    }

    /**
     * Checks one JSON object without making its values; returns its keys.
     *
     * @throws MalformedJsonException exactly if {@link #parseObject} does
     */
    public static Set<String> checkObject(byte[] body, int maxBytes) {
        refuseLonger(body, maxBytes);
        PlainText plain = PlainText.of(body);
        if (plain != PlainText.NO) {
            try (JsonParser parser = BYTES.createParser(body)) {
                return StrictObjectCheck.keys(parser, plain == PlainText.ESCAPED);
            } catch (IOException | MalformedJsonException | IllegalStateException e) {
                // As above.
            }
        }
        return parseCharacters(body).keySet();
    }

    private static void refuseLonger(byte[] body, int maxBytes) {
        if (body.length > maxBytes) {
            throw new MalformedJsonException("", "must be at most " + maxBytes + " bytes", body.length + " bytes");
        }
    }

    /** Reads any text; says what is wrong with it. */
    static Map<String, @Nullable Object> parseCharacters(byte[] body) {
        return parse(decode(withoutByteOrderMark(body)));
    }

    /**
     * Reads one JSON object into a record. Its components are the keys in snake case; a value must be of the component's
     * JSON type, without conversion. The package of the record must be open to {@code com.fasterxml.jackson.databind}.
     *
     * @param <T> the record
     * @throws MalformedJsonException if {@code body} is longer than {@code maxBytes}, breaks one of the rules above, has
     *     an unknown key or a value of another type, or lacks a number, a boolean, or a component for which the record's
     *     constructor throws a {@code NullPointerException} with its name
     */
    public static <T extends Record> T parseRecord(byte[] body, int maxBytes, Class<T> type) {
        Map<String, @Nullable Object> object = parseObject(body, maxBytes);
        try {
            return MAPPER.convertValue(object, type);
        } catch (IllegalArgumentException e) {
            throw RecordFaults.of(e, object);
        }
    }

    /**
     * Writes {@code object} as UTF-8 without whitespace; accepts the types that {@link #parseObject} returns, and {@code
     * Integer}.
     *
     * @throws IllegalArgumentException if a value is of another type, or a text holds half of a surrogate pair
     */
    public static byte[] write(Map<String, ? extends @Nullable Object> object) {
        return ObjectWriter.write(out -> object.forEach(out::put));
    }

    /**
     * Writes a record as {@link #parseRecord} reads it, without the components that are null.
     *
     * @throws IllegalArgumentException if a text holds half of a surrogate pair
     */
    public static byte[] writeRecord(Record value) {
        return write(MAPPER.convertValue(value, OBJECT_TYPE));
    }

    /**
     * Copies {@code fields} deeply into unmodifiable collections, with numbers as {@link #parseObject} returns them.
     *
     * @throws IllegalArgumentException if a value is of a type that JSON cannot hold, or is more than 64 levels deep
     */
    public static Map<String, @Nullable Object> copyOf(Map<String, ? extends @Nullable Object> fields) {
        return fields.isEmpty() ? Map.of() : copyOfMap(fields, 1);
    }

    /** Returns whether {@code text} is free of halves of surrogate pairs, which no UTF-8 can hold. */
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

    static JsonGenerator generator(OutputStream out) throws IOException {
        return MAPPER.createGenerator(out);
    }

    static Number number(BigInteger integer) {
        return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    }

    /** 1.4e9 is written as 1400000000, and is the same number when it is read again. */
    static Number number(BigDecimal decimal) {
        return decimal.scale() == 0 ? number(decimal.unscaledValue()) : decimal;
    }

    private static JsonFactory factory(boolean remembersKeys, int maxKey) {
        // Buffers are pooled and not thread-local: a virtual thread would allocate 16 KB for the one object that it
        // handles.
        return JsonFactory.builder()
                .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, remembersKeys)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER)
                        .maxNameLength(maxKey)
                        .build())
                .recyclerPool(JsonRecyclerPools.newBoundedPool(MAX_BUFFERS))
                .build();
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder(factory(false, MAX_KEY))
                .addModule(new SimpleModule().addDeserializer(Map.class, new StrictObjectDeserializer()))
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        texts -> texts.setCoercion(CoercionInputShape.Boolean, Fail)
                                .setCoercion(CoercionInputShape.Integer, Fail)
                                .setCoercion(CoercionInputShape.Float, Fail))
                .build();
    }

    /** Returns {@code json} without a byte order mark at its beginning, which some editors and shells write (RFC 8259, section 8.1). */
    public static byte[] withoutByteOrderMark(byte[] json) {
        boolean marked = json.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(json, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked ? Arrays.copyOfRange(json, BYTE_ORDER_MARK.length, json.length) : json;
    }

    /** Decodes strictly at the speed of the lenient decoder, which leaves U+FFFD where the bytes are not UTF-8. */
    private static String decode(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0 && !isUtf8(body)) {
            throw new MalformedJsonException("", "must be UTF-8", "other bytes");
        }
        return text;
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Map<String, @Nullable Object> parse(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            boolean surrogates = text.contains("\\ud") || text.contains("\\uD");
            return read(parser, surrogates ? OBJECTS_WITH_SURROGATES : OBJECTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jackson's own messages quote the text. */
    private static Map<String, @Nullable Object> read(JsonParser parser, ObjectReader objects) throws IOException {
        try {
            return objects.readValue(parser);
        } catch (StreamConstraintsException e) {
            boolean deep = parser.getParsingContext().getNestingDepth() > MAX_DEPTH;
            throw deep
                    ? new MalformedJsonException("", "must nest at most " + MAX_DEPTH + " levels deep", "deeper")
                    : new MalformedJsonException(
                            "",
                            "must have numbers of at most " + MAX_NUMBER + " and keys of at most " + MAX_KEY
                                    + " characters",
                            "a longer one");
        } catch (MismatchedInputException e) {
            throw parser.currentToken() == null
                    ? new MalformedJsonException("", "must be a JSON object", "empty")
                    : new MalformedJsonException("", "must end after the JSON object", "followed by more text");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new MalformedJsonException(
                    "", "must be valid JSON", "broken" + (at == null ? "" : " near character " + at.getCharOffset()));
        }
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
