package io.github.webhooks4j.internal.text;

import io.github.webhooks4j.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for what an application notes about a thing, as text by key. Without state. */
public final class MetadataRules {
    /** The most entries. */
    public static final int MAX_ENTRIES = 16;
    /** The most characters of a key. */
    public static final int MAX_KEY = 100;
    /** The most characters of a value. */
    public static final int MAX_VALUE = 1_000;
    /** The most bytes of all keys and values together, in UTF-8. */
    public static final int MAX_BYTES = 4_096;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]{1," + MAX_KEY + "}");

    private MetadataRules() {}

    /**
     * Returns the entries that break no rule, by key; adds a violation for every other, and one if all together are too
     * many or too long.
     */
    public static Map<String, String> check(
            @Nullable Map<? extends @Nullable String, ? extends @Nullable String> metadata,
            List<Violation> violations) {
        var checked = new TreeMap<String, String>();
        if (metadata == null) {
            violations.add(new Violation("metadata", "must not be null", "null"));
            return checked;
        }
        if (metadata.size() > MAX_ENTRIES) {
            violations.add(new Violation(
                    "metadata", "must be at most " + MAX_ENTRIES + " entries", metadata.size() + " entries"));
            return checked;
        }
        var sorted = new TreeMap<String, @Nullable String>();
        metadata.forEach((key, value) -> {
            if (key == null) {
                violations.add(new Violation("metadata", "must have keys that are not null", "one that is null"));
            } else {
                sorted.put(key, value);
            }
        });
        sorted.forEach((key, value) -> {
            String field = "metadata." + Violation.quote(key);
            if (!KEY.matcher(key).matches()) {
                violations.add(new Violation(
                        field,
                        "must have a key of 1 to " + MAX_KEY + " characters of [A-Za-z0-9_.-]",
                        key.length() + " characters"));
            } else if (value == null) {
                violations.add(new Violation(field, "must not be null", "null"));
            } else if (value.codePointCount(0, value.length()) > MAX_VALUE) {
                violations.add(new Violation(
                        field,
                        "must be at most " + MAX_VALUE + " characters",
                        value.codePointCount(0, value.length()) + " characters"));
            } else {
                PlainText.brokenRule(value)
                        .ifPresentOrElse(
                                rule -> violations.add(new Violation(field, rule, Violation.quote(value))),
                                () -> checked.put(key, value));
            }
        });
        int bytes = checked.entrySet().stream()
                .mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue()))
                .sum();
        if (bytes > MAX_BYTES) {
            violations.add(new Violation(
                    "metadata", "must be at most " + MAX_BYTES + " bytes of UTF-8 together", bytes + " bytes"));
        }
        return checked;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
