package io.github.webhooks4j.event;

import java.util.Optional;

/**
 * Names an event, chosen by the application: an event is accepted once per id.
 *
 * @param value 1 to 200 characters of visible ASCII
 */
public record EventId(String value) {
    private static final int MAX_LENGTH = 200;

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public EventId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("an event id must be 1 to " + MAX_LENGTH
                    + " visible ASCII characters, was " + value.length() + " characters");
        }
    }

    /** Returns the id of this text; empty if the text cannot be an id, for untrusted text. */
    public static Optional<EventId> parse(String text) {
        return isWellFormed(text) ? Optional.of(new EventId(text)) : Optional.empty();
    }

    private static boolean isWellFormed(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return false;
        }
        // A loop, since every publish and every row of an event is judged by it.
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
