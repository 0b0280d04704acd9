package io.github.webhooks4j.payload;

import io.github.webhooks4j.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts known and other fields together for writing, in the order of Docker's documented example. */
final class PayloadObject {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> others;

    PayloadObject(Map<String, @Nullable Object> others) {
        this.others = others;
    }

    /** Adds a known field; null is left out unless the text it was read from said null. */
    PayloadObject put(String key, @Nullable Object value) {
        if (value != null || others.containsKey(key)) {
            fields.put(key, value);
        }
        return this;
    }

    Map<String, @Nullable Object> build() {
        others.forEach(fields::putIfAbsent);
        return fields;
    }

    /**
     * Copies other fields for a record.
     *
     * @throws IllegalArgumentException if they hold a value for a key that the record has a component for
     */
    static Map<String, @Nullable Object> othersOf(
            Map<String, ? extends @Nullable Object> fields, List<String> knownKeys) {
        for (String key : knownKeys) {
            if (fields.get(key) != null) {
                throw new IllegalArgumentException(
                        "otherFields must not hold " + key + ": set it through its own component");
            }
        }
        return StrictJson.copyOf(fields);
    }
}
