package io.github.webhooks4j.history;

/**
 * Statuses of HTTP responses from one to another. Immutable.
 *
 * @param from the least of them, 100 to 599
 * @param to the greatest of them, 100 to 599
 */
public record StatusRange(int from, int to) {
    private static final int MIN = 100;
    private static final int MAX = 599;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a status is out of range, or the first is greater than the last
     */
    public StatusRange {
        if (from < MIN || to > MAX || from > to) {
            throw new IllegalArgumentException("a status range must go from " + MIN + " or more to " + MAX
                    + " or less, the lesser first, was " + from + " to " + to);
        }
    }

    /** Returns the range of one status. */
    public static StatusRange of(int status) {
        return new StatusRange(status, status);
    }

    /** Returns the range from one status to another. */
    public static StatusRange of(int from, int to) {
        return new StatusRange(from, to);
    }

    /** Returns whether a status is in the range. */
    public boolean contains(int status) {
        return status >= from && status <= to;
    }
}
