package io.github.webhooks4j.payload;

import io.github.webhooks4j.internal.json.ObjectWriter;
import io.github.webhooks4j.internal.json.StrictJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a record, known and other ones, in the order of Docker's documented example. */
final class FieldWriter {
    private final ObjectWriter out;
    private final Map<String, @Nullable Object> others;

    FieldWriter(ObjectWriter out, Map<String, @Nullable Object> others) {
        this.out = out;
        this.others = others;
    }

    /** Writes a known field; null is left out unless the text it was read from said null. */
    FieldWriter put(String key, @Nullable Object value) {
        if (value != null || others.containsKey(key)) {
            out.putKnown(key, value);
        }
        return this;
    }

    /** Writes the other fields; what is known among them has been written. */
    void remaining(List<String> knownKeys) {
        others.forEach((key, value) -> {
            if (!knownKeys.contains(key)) {
                out.put(key, value);
            }
        });
    }

    /**
     * Copies other fields for a record.
     *
     * @throws IllegalArgumentException if they hold a value for a key that the record has a component for
     */
    static Map<String, @Nullable Object> unknownFields(
            Map<String, ? extends @Nullable Object> fields, List<String> knownKeys) {
        if (fields.isEmpty()) {
            return Map.of();
        }
        for (String key : knownKeys) {
            if (fields.get(key) != null) {
                throw new IllegalArgumentException(
                        "otherFields must not hold " + key + ": set it through its own component");
            }
        }
        return StrictJson.copyOf(fields);
    }
}
