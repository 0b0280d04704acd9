package io.github.webhooks4j.event;

import io.github.webhooks4j.Violation;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pattern for event types: a type such as {@code order.paid}, which matches itself, or {@code order.*}, which matches
 * every type that begins with {@code order.}, also {@code order.paid.late}, but not {@code order}.
 *
 * @param pattern 1 to 100 characters of {@code [a-zA-Z0-9_.-]}, of which the last two may be {@code .*}
 */
public record TypePattern(String pattern) {
    /** The rule as the rest of a sentence. */
    public static final String RULE =
            "must be 1 to 100 characters of [a-zA-Z0-9_.-], or such a prefix with .* after it, for example order.*";

    private static final int MAX_LENGTH = 100;
    private static final String ANY_REST = ".*";
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_.-]+(\\.\\*)?");

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public TypePattern {
        if (!isWellFormed(pattern)) {
            throw new IllegalArgumentException("an event type pattern " + RULE + ", was " + Violation.quote(pattern));
        }
    }

    /** Returns whether an event type matches. */
    public boolean matches(String type) {
        return pattern.endsWith(ANY_REST)
                ? type.length() >= pattern.length() && type.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(type);
    }

    /** Returns the pattern; empty if the text breaks the rule. */
    public static Optional<TypePattern> parse(String pattern) {
        return isWellFormed(pattern) ? Optional.of(new TypePattern(pattern)) : Optional.empty();
    }

    private static boolean isWellFormed(String pattern) {
        return pattern.length() <= MAX_LENGTH && FORM.matcher(pattern).matches();
    }
}
