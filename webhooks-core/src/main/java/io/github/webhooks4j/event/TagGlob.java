package io.github.webhooks4j.event;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.text.PlainText;

/**
 * A pattern for tags: {@code *} matches any characters, also none, {@code ?} exactly one; everything else matches itself.
 *
 * @param pattern 1 to 128 characters of Unicode text without control or format characters
 */
public record TagGlob(String pattern) {
    /** The most characters that a pattern may have: as long as a tag can be. */
    public static final int MAX_LENGTH = 128;

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public TagGlob {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a tag pattern must be 1 to " + MAX_LENGTH + " characters, was " + Violation.quote(pattern));
        }
        PlainText.brokenRule(pattern).ifPresent(rule -> {
            throw new IllegalArgumentException("a tag pattern " + rule + ", was " + Violation.quote(pattern));
        });
    }

    /** Returns whether all of {@code tag} matches the pattern, in time proportional to both lengths multiplied at worst. */
    public boolean matches(String tag) {
        int p = 0;
        int t = 0;
        int star = -1;
        int starTag = 0;
        while (t < tag.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starTag = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == tag.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                // Let the last star swallow one character more and try again from there.
                p = star + 1;
                t = ++starTag;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
