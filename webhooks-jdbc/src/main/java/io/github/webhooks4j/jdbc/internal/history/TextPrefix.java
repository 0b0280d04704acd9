package io.github.webhooks4j.jdbc.internal.history;

import org.jspecify.annotations.Nullable;

/**
 * What a text must begin with, as two parameters of a statement: {@code substr(text, 1, length) = prefix}.
 *
 * @param length in code points; one more than the prefix has, if that must be the whole text
 */
record TextPrefix(int length, String prefix) {
    private static final TextPrefix ANY = new TextPrefix(0, "");

    /** Returns that of a pattern, which may end with an asterisk; that of any text for null. */
    static TextPrefix of(@Nullable String pattern) {
        if (pattern == null) {
            return ANY;
        }
        boolean open = pattern.endsWith("*");
        String prefix = open ? pattern.substring(0, pattern.length() - 1) : pattern;
        int length = prefix.codePointCount(0, prefix.length());
        return new TextPrefix(open ? length : length + 1, prefix);
    }
}
