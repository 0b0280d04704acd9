package io.github.webhooks4j.payload;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.StrictJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the known fields of one JSON object of a payload; the fields that were not read are the rest. A known field that is null
 * in the text stays in the rest as null, so that writing produces the null again. Confined to one thread.
 */
final class FieldReader {
    private static final Pattern COUNT = Pattern.compile("-?[0-9]{1,10}");

    private final String path;
    private final Map<String, @Nullable Object> fields;
    private int taken;

    private FieldReader(String path, Map<String, @Nullable Object> fields) {
        this.path = path;
        this.fields = fields;
    }

    static FieldReader ofRoot(Map<String, @Nullable Object> fields) {
        return new FieldReader("", fields);
    }

    /** Takes an object; one that is absent or null has no fields. */
    @SuppressWarnings("unchecked") // StrictJson keys are strings
    FieldReader object(String key) {
        Object value = take(key);
        if (value == null) {
            return new FieldReader(StrictJson.path(path, key), Map.of());
        }
        if (!(value instanceof Map)) {
            throw wrong(key, "must be an object", StrictJson.typeOf(value));
        }
        return new FieldReader(StrictJson.path(path, key), (Map<String, @Nullable Object>) value);
    }

    @Nullable String text(String key) {
        Object value = take(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(key, "must be a string", StrictJson.typeOf(value));
    }

    String requiredText(String key) {
        String value = text(key);
        if (value == null) {
            throw wrong(key, "is required", fields.containsKey(key) ? "null" : "absent");
        }
        if (value.isEmpty()) {
            throw wrong(key, "must not be empty", "\"\"");
        }
        return value;
    }

    @Nullable Boolean bool(String key) {
        Object value = take(key);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw wrong(key, "must be a boolean", StrictJson.typeOf(value));
    }

    /** Takes a count: an integer, or the same as a string, which Docker's docs showed from 2015 to 2018. */
    @Nullable Integer count(String key) {
        Object value = take(key);
        if (value == null) {
            return null;
        }
        if (value instanceof Long number && number == number.intValue()) {
            return number.intValue();
        }
        if (value instanceof String text && COUNT.matcher(text).matches()) {
            long number = Long.parseLong(text);
            if (number == (int) number) {
                return (int) number;
            }
        }
        throw wrong(key, "must be a 32-bit integer or a string that holds one", shown(value));
    }

    /** Takes a time in any of the forms of {@link WireTime}. */
    @Nullable Instant time(String key) {
        Object value = take(key);
        if (value == null) {
            return null;
        }
        return WireTime.parse(value)
                .orElseThrow(() -> wrong(key, "must be unix seconds or ISO-8601 text", shown(value)));
    }

    /** Returns the unread fields, in the order of the text, once all of {@code known} have been read. */
    Map<String, @Nullable Object> remaining(List<String> known) {
        if (taken == fields.size()) {
            return Map.of();
        }
        var rest = new LinkedHashMap<String, @Nullable Object>(fields);
        rest.entrySet().removeIf(field -> field.getValue() != null && known.contains(field.getKey()));
        return rest;
    }

    InvalidPayloadException wrong(String key, String rule, String actual) {
        return new InvalidPayloadException(new Violation(StrictJson.path(path, key), rule, actual).toString());
    }

    private @Nullable Object take(String key) {
        Object value = fields.get(key);
        if (value != null) {
            taken++;
        }
        return value;
    }

    private static String shown(Object value) {
        if (value instanceof String text) {
            return Violation.quote(text);
        }
        boolean number = value instanceof Long || value instanceof BigInteger || value instanceof BigDecimal;
        return number ? Violation.quote(value.toString()) : StrictJson.typeOf(value);
    }
}
