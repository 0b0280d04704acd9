package io.github.webhooks4j.delivery;

import java.util.regex.Pattern;

/**
 * One header of a request. Immutable; one that could break out of its line cannot be built.
 *
 * @param name a token of RFC 9110, section 5.6.2
 * @param value visible ASCII, blanks and tabs
 */
public record Header(String name, String value) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,4096}");

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if one is broken; the message never shows the value
     */
    public Header {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("a header name must be 1 to 100 characters of an RFC 9110 token");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("the value of header " + name
                    + " must be at most 4096 characters of visible ASCII, blanks and tabs");
        }
    }

    /** Shows the name only: values may be secrets. */
    @Override
    public String toString() {
        return name + ": (hidden)";
    }
}
