package io.github.webhooks4j.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one text by the rules of {@link StrictJson}. Confined to one thread. */
final class JsonReader {
    private static final long MAX_EXPONENT = 999_999_999;
    private static final int MAX_SHOWN_PATH = 100;

    private final JsonParser parser;
    /** Half a character can only be smuggled in by the escape of a surrogate: without one, no text needs a look. */
    private final boolean surrogates;

    private JsonReader(JsonParser parser, boolean surrogates) {
        this.parser = parser;
        this.surrogates = surrogates;
    }

    static Map<String, @Nullable Object> read(byte[] body) {
        String text = decode(body);
        try (JsonParser parser = StrictJson.FACTORY.createParser(text)) {
            return new JsonReader(parser, text.contains("\\ud") || text.contains("\\uD")).readWhole();
        } catch (StreamConstraintsException e) {
            throw new MalformedJsonException(
                    "",
                    "must have numbers of at most " + StrictJson.MAX_NUMBER + " and keys of at most "
                            + StrictJson.MAX_KEY + " characters",
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

    /** Decodes without mercy, at the price of a decoder that has some: it leaves a mark wherever it had. */
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

    private Map<String, @Nullable Object> readWhole() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new MalformedJsonException("", "must be a JSON object", "empty");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("", "must be a JSON object", nameOf(first));
        }
        Map<String, @Nullable Object> object = readObject(1);
        if (parser.nextToken() != null) {
            throw new MalformedJsonException("", "must end after the JSON object", "followed by more text");
        }
        return object;
    }

    private Map<String, @Nullable Object> readObject(int depth) throws IOException {
        checkDepth(depth);
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            int before = object.size();
            object.put(unicode(key), readValue(parser.nextToken(), depth));
            if (object.size() == before) {
                throw new MalformedJsonException(place(), "must stand once in its object", "there twice");
            }
        }
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> readList(int depth) throws IOException {
        checkDepth(depth);
        var list = new ArrayList<@Nullable Object>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(readValue(token, depth));
        }
        return Collections.unmodifiableList(list);
    }

    private @Nullable Object readValue(JsonToken token, int depth) throws IOException {
        return switch (token) {
            case VALUE_STRING -> unicode(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case START_OBJECT -> readObject(depth + 1);
            case START_ARRAY -> readList(depth + 1);
            default -> throw new IllegalStateException("the parser gave " + token + " where a value begins");
        };
    }

    private static void checkDepth(int depth) {
        if (depth > StrictJson.MAX_DEPTH) {
            throw new MalformedJsonException(
                    "", "must nest at most " + StrictJson.MAX_DEPTH + " levels deep", "deeper");
        }
    }

    private Number integer() throws IOException {
        boolean big = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
        return big ? parser.getBigIntegerValue() : (Number) parser.getLongValue();
    }

    private Number decimal() throws IOException {
        try {
            BigDecimal decimal = parser.getDecimalValue();
            long exponent = (long) decimal.precision() - decimal.scale() - 1;
            if (Math.abs(exponent) <= MAX_EXPONENT) {
                return StrictJson.number(decimal);
            }
        } catch (NumberFormatException e) {
            // Jackson lets it through when the exponent is more than a BigDecimal can hold.
        }
        throw new MalformedJsonException(place(), "must have an exponent of at most 9 digits", "a longer one");
    }

    private String unicode(String text) {
        if (surrogates && !StrictJson.isUnicode(text)) {
            throw new MalformedJsonException(place(), "must be Unicode text", "half of a surrogate pair");
        }
        return text;
    }

    /** Returns where the parser stands. Keys come from strangers: a path is shown only if it is short and plain. */
    private String place() {
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
