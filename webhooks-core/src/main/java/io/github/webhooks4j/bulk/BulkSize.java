package io.github.webhooks4j.bulk;

import java.util.Locale;

/**
 * How many chains a bulk plan comes to, as far as they were counted.
 *
 * @param chains how many were counted, at most {@value #MAX_COUNTED}
 * @param more whether there are more than {@value #MAX_COUNTED}; or may be more than these, since the count ended before
 */
public record BulkSize(long chains, boolean more) {
    /** The most chains that are counted. */
    public static final int MAX_COUNTED = 10_000;

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if {@code chains} is negative or more than {@value #MAX_COUNTED}
     */
    public BulkSize {
        if (chains < 0 || chains > MAX_COUNTED) {
            throw new IllegalArgumentException(
                    "the chains of a bulk plan must be counted as 0 to " + MAX_COUNTED + ", was " + chains);
        }
    }

    /** Returns whether there is no chain for certain. */
    public boolean isNothing() {
        return chains == 0 && !more;
    }

    /** Returns the number for people, for example {@code 3,100}, {@code at least 70} or {@code more than 10,000}. */
    @Override
    public String toString() {
        String bound = !more ? "" : chains == MAX_COUNTED ? "more than " : "at least ";
        return bound + String.format(Locale.ROOT, "%,d", chains);
    }
}
