package io.github.webhooks4j.console.internal.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a query or of a form, as {@code application/x-www-form-urlencoded}. Immutable. */
public final class FormFields {
    private static final int MAX_FIELDS = 200;

    private final transient Map<String, List<String>> values;

    private FormFields(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads fields; null has none.
     *
     * @throws IllegalArgumentException if there are more than 200, or one is not encoded as it must be
     */
    public static FormFields parse(@Nullable String encoded) {
        var values = new LinkedHashMap<String, List<String>>();
        if (encoded != null && !encoded.isEmpty()) {
            String[] pairs = encoded.split("&", MAX_FIELDS + 1);
            if (pairs.length > MAX_FIELDS) {
                throw new IllegalArgumentException("a form must have at most " + MAX_FIELDS + " fields");
            }
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
            }
        }
        return new FormFields(values);
    }

    /** Decodes text in a path or a form; throws as {@link #parse}. */
    static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Returns the first value of a field without blanks around it; empty text if it is absent. */
    public String text(String name) {
        List<String> all = values.get(name);
        return all == null ? "" : all.get(0).strip();
    }

    /** Returns all values of a field, without blanks around each, those that are empty included. */
    public List<String> texts(String name) {
        return values.getOrDefault(name, List.of()).stream().map(String::strip).toList();
    }

    /** Returns whether the field is there, as a checked box is. */
    public boolean has(String name) {
        return values.containsKey(name);
    }
}
