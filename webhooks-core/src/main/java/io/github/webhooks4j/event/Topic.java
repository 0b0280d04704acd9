package io.github.webhooks4j.event;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.text.PlainText;
import java.util.Optional;

/**
 * What a webhook watches: for pushes the {@code repo_name}, for example {@code svendowideit/testhook} or, for an official
 * image, {@code busybox}.
 *
 * @param name 1 to 255 characters of Unicode text without whitespace, control or format characters, or {@code *}
 */
public record Topic(String name) {
    /** The most characters that a topic may have. */
    public static final int MAX_LENGTH = 255;

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public Topic {
        if (!isWellFormed(name)) {
            throw new IllegalArgumentException("a topic must be 1 to " + MAX_LENGTH
                    + " characters without whitespace, control or format characters, or *, was "
                    + Violation.quote(name));
        }
    }

    /** Returns the topic of this name; empty if the name cannot be one, for untrusted text. */
    public static Optional<Topic> parse(String name) {
        return isWellFormed(name) ? Optional.of(new Topic(name)) : Optional.empty();
    }

    private static boolean isWellFormed(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.codePoints().noneMatch(c -> c == '*' || Character.isWhitespace(c) || Character.isSpaceChar(c))
                && PlainText.brokenRule(name).isEmpty();
    }

    /** Returns the part before the first slash; empty for a topic without one. */
    public String namespace() {
        int slash = name.indexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    @Override
    public String toString() {
        return name;
    }
}
