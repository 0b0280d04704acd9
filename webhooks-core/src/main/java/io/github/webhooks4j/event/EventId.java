package io.github.webhooks4j.event;

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
        boolean wellFormed = !value.isEmpty()
                && value.length() <= MAX_LENGTH
                && value.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!wellFormed) {
            throw new IllegalArgumentException("an event id must be 1 to " + MAX_LENGTH
                    + " visible ASCII characters, was " + value.length() + " characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
