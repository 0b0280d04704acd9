package io.github.webhooks4j;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One rule that one field breaks. Immutable.
 *
 * @param field the field's name as the user wrote it, for example {@code description} or {@code destinations[1]}
 * @param rule the rule as the rest of a sentence, for example {@code must be at most 255 characters}
 * @param actual what was found instead: a length, a type, or a short and safe excerpt of the value, never a secret
 */
public record Violation(String field, String rule, String actual) implements Serializable {
    private static final int EXCERPT = 40;

    public Violation {
        requireNonNull(field, "field");
        requireNonNull(rule, "rule");
        requireNonNull(actual, "actual");
    }

    /** Returns the sentence for people: field, rule, actual value. */
    @Override
    public String toString() {
        return field + " " + rule + ", was " + actual;
    }

    /**
     * Returns {@code text} in quotes, cut to 40 characters and with everything but visible ASCII escaped, so that untrusted
     * text can be part of a message or a log line.
     */
    public static String quote(String text) {
        var quoted = new StringBuilder().append('"');
        for (int i = 0; i < Math.min(text.length(), EXCERPT); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append(text.length() > EXCERPT ? "…\"" : "\"").toString();
    }
}
