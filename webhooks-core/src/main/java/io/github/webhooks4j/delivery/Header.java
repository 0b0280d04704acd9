package io.github.webhooks4j.delivery;

/**
 * One header of a request. Immutable and thread-safe; one that could break out of its line cannot be built. Its value may be a
 * secret, such as an access token, so it is read by calls of {@link #value()} only: serialisers that look for getters, record
 * components or fields do not find it, and {@code toString} does not show it.
 */
public final class Header {
    private static final int MAX_NAME = 100;
    private static final int MAX_VALUE = 4096;
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    private final String name;
    // Transient, since serialisers that read private fields leave transient ones out.
    private final transient String value;

    /**
     * Creates a header.
     *
     * @param name a token of RFC 9110, section 5.6.2, at most 100 characters
     * @param value visible ASCII, spaces and tabs, at most 4,096 characters
     * @throws IllegalArgumentException if a rule is broken; the message never shows the value
     */
    public Header(String name, String value) {
        if (!isToken(name)) {
            throw new IllegalArgumentException(
                    "a header name must be 1 to " + MAX_NAME + " characters of an RFC 9110 token");
        }
        if (!isValue(value)) {
            throw new IllegalArgumentException("the value of header " + name + " must be at most " + MAX_VALUE
                    + " characters of visible ASCII, blanks and tabs");
        }
        this.name = name;
        this.value = value;
    }

    /** Returns the name, as it is sent. */
    public String name() {
        return name;
    }

    /** Returns the value, which may be a secret: to be sent or stored, never to be shown. */
    public String value() {
        return value;
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that && name.equals(that.name) && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + value.hashCode();
    }

    /** Shows the name only: values may be secrets. */
    @Override
    public String toString() {
        return name + ": (hidden)";
    }
}
