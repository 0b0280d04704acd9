package io.github.webhooks4j.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Follows the tokens of a JSON object by the rules of {@link StrictObjectDeserializer}, without making values. */
final class StrictObjectCheck {
    /** An integer of at most this many characters is a long, and needs no further look. */
    private static final int SHORT_NUMBER = 18;

    private StrictObjectCheck() {}

    /**
     * Returns the keys of the one object that a parser reads.
     *
     * @param escapes whether the text has escapes that can make half of a surrogate pair
     * @throws MalformedJsonException if it is something else, or breaks a rule; not each time with the message for users
     */
    static Set<String> keys(JsonParser parser, boolean escapes) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedJsonException("", "must be a JSON object", "something else");
        }
        Set<String> keys = checkObject(parser, escapes);
        if (parser.nextToken() != null) {
            throw new MalformedJsonException("", "must end after the JSON object", "followed by more text");
        }
        return keys;
    }

    private static Set<String> checkObject(JsonParser parser, boolean escapes) throws IOException {
        var keys = new HashSet<String>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            if (!keys.add(StrictObjectDeserializer.unicode(key, parser, escapes))) {
                throw new MalformedJsonException(JsonPath.of(parser), "must stand once in its object", "there twice");
            }
            checkValue(parser.nextToken(), parser, escapes);
        }
        return keys;
    }

    private static void checkValue(JsonToken token, JsonParser parser, boolean escapes) throws IOException {
        switch (token) {
            case VALUE_STRING -> {
                if (escapes) {
                    StrictObjectDeserializer.unicode(parser.getText(), parser, true);
                }
            }
            case VALUE_NUMBER_INT -> {
                if (parser.getTextLength() > SHORT_NUMBER) {
                    StrictObjectDeserializer.integer(parser);
                }
            }
            case VALUE_NUMBER_FLOAT -> StrictObjectDeserializer.decimal(parser);
            case START_OBJECT -> checkObject(parser, escapes);
            case START_ARRAY -> {
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    checkValue(next, parser, escapes);
                }
            }
            default -> {
                // true, false, null
            }
        }
    }
}
