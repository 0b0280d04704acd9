package io.github.webhooks4j.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds a JSON object to unmodifiable collections by the rules of {@link StrictJson}. Stateless and thread-safe.
 *
 * <p>Jackson's own untyped binding, and its tree copied into collections, take 20 to 50 % longer for a push payload: they
 * need a second pass to normalise numbers and to make the result unmodifiable, and a set of names for each object to find
 * duplicate keys.
 */
final class StrictObjectDeserializer extends StdDeserializer<Map<String, @Nullable Object>> {
    private static final long serialVersionUID = 1;

    /**
     * Attribute of a read whose text has escaped surrogates: only such an escape can make half of a pair, so without one no
     * text is checked.
     */
    static final Object SURROGATES = "surrogates";

    private static final long MAX_EXPONENT = 999_999_999;

    StrictObjectDeserializer() {
        super(Map.class);
    }

    @Override
    public Map<String, @Nullable Object> deserialize(JsonParser parser, DeserializationContext context)
            throws IOException {
        if (!parser.isExpectedStartObjectToken()) {
            throw new MalformedJsonException("", "must be a JSON object", nameOf(parser.currentToken()));
        }
        return parseObject(parser, context.getAttribute(SURROGATES) != null);
    }

    /** Called for a text that is {@code null} as a whole. */
    @Override
    public Map<String, @Nullable Object> getNullValue(DeserializationContext context) {
        throw new MalformedJsonException("", "must be a JSON object", "null");
    }

    private static Map<String, @Nullable Object> parseObject(JsonParser parser, boolean surrogates) throws IOException {
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            int before = object.size();
            object.put(unicode(key, parser, surrogates), readValue(parser.nextToken(), parser, surrogates));
            if (object.size() == before) {
                throw new MalformedJsonException(JsonPath.of(parser), "must stand once in its object", "there twice");
            }
        }
        return Collections.unmodifiableMap(object);
    }

    private static List<@Nullable Object> readList(JsonParser parser, boolean surrogates) throws IOException {
        var list = new ArrayList<@Nullable Object>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(readValue(token, parser, surrogates));
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object readValue(JsonToken token, JsonParser parser, boolean surrogates)
            throws IOException {
        return switch (token) {
            case VALUE_STRING -> unicode(parser.getText(), parser, surrogates);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case START_OBJECT -> parseObject(parser, surrogates);
            case START_ARRAY -> readList(parser, surrogates);
            default -> throw new IllegalStateException("the parser returned " + token + " where a value begins");
        };
    }

    static Number integer(JsonParser parser) throws IOException {
        boolean big = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
        return big ? parser.getBigIntegerValue() : (Number) parser.getLongValue();
    }

    static Number decimal(JsonParser parser) throws IOException {
        try {
            BigDecimal decimal = parser.getDecimalValue();
            long exponent = (long) decimal.precision() - decimal.scale() - 1;
            if (Math.abs(exponent) <= MAX_EXPONENT) {
                return StrictJson.number(decimal);
            }
        } catch (NumberFormatException e) {
            // Jackson throws it for an exponent that no BigDecimal can hold.
        }
        throw new MalformedJsonException(
                JsonPath.of(parser), "must have an exponent of at most 9 digits", "a longer one");
    }

    static String unicode(String text, JsonParser parser, boolean surrogates) {
        if (surrogates && !StrictJson.isUnicode(text)) {
            throw new MalformedJsonException(JsonPath.of(parser), "must be Unicode text", "half of a surrogate pair");
        }
        return text;
    }

    private static String nameOf(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }
}
