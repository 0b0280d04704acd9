package io.github.webhooks4j.delivery;

/**
 * One header of a request. Immutable; one that could break out of its line cannot be built.
 *
 * @param name a token of RFC 9110, section 5.6.2
 * @param value visible ASCII, blanks and tabs
 */
public record Header(String name, String value) {
    private static final int MAX_NAME = 100;
    private static final int MAX_VALUE = 4096;
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if one is broken; the message never shows the value
     */
    public Header {
        if (!isToken(name)) {
            throw new IllegalArgumentException(
                    "a header name must be 1 to " + MAX_NAME + " characters of an RFC 9110 token");
        }
        if (!isValue(value)) {
            throw new IllegalArgumentException("the value of header " + name + " must be at most " + MAX_VALUE
                    + " characters of visible ASCII, blanks and tabs");
        }
    }

    // Loops, since every delivery builds half a dozen headers.
    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && TOKEN_SIGNS.indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_NAME;
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' || c > '~') && c != '\t') {
                return false;
            }
        }
        return value.length() <= MAX_VALUE;
    }

    /** Shows the name only: values may be secrets. */
    @Override
    public String toString() {
        return name + ": (hidden)";
    }
}
