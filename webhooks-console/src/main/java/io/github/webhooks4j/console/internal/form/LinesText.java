package io.github.webhooks4j.console.internal.form;

import io.github.webhooks4j.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names with values as people write them: one on each line, as {@code Name: value}. */
final class LinesText {
    private LinesText() {}

    /**
     * Reads lines. A value is never part of a fault, since it may be a secret.
     *
     * @param field the field of the settings that faults are about
     * @param faults where faults are added; a field with a fault has no names
     */
    static Map<String, String> read(String field, String text, List<Violation> faults) {
        var read = new LinkedHashMap<String, String>();
        for (String line : text.split("\\R", -1)) {
            if (!line.isBlank()) {
                int colon = line.indexOf(':');
                if (colon <= 0) {
                    faults.add(new Violation(field, "must be lines as Name: value", "a line without a colon"));
                    return Map.of();
                }
                String name = line.substring(0, colon).strip();
                if (read.put(name, line.substring(colon + 1).strip()) != null) {
                    faults.add(new Violation(field, "must have each name once", "one that is there twice"));
                    return Map.of();
                }
            }
        }
        return read;
    }

    /** Writes names with values in alphabetical order. */
    static String of(Map<? extends @Nullable String, ? extends @Nullable String> values) {
        var sorted = new TreeMap<String, String>();
        values.forEach((name, value) -> sorted.put(String.valueOf(name), String.valueOf(value)));
        return sorted.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
