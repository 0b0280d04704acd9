package io.github.webhooks4j.transport.internal.time;

import java.time.Duration;

/** The ranges of timeouts that applications set. */
public final class Timeouts {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Timeouts() {}

    /**
     * Returns a timeout that is in its range.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to 5 minutes
     */
    public static Duration checked(String name, Duration timeout) {
        return checked(name, timeout, LONGEST);
    }

    /**
     * Returns a duration that is in a range of its own.
     *
     * @throws IllegalArgumentException if it is not 1 millisecond to {@code longest}
     */
    public static Duration checked(String name, Duration value, Duration longest) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(name + " must be " + SHORTEST + " to " + longest + ", was " + value);
        }
        return value;
    }
}
