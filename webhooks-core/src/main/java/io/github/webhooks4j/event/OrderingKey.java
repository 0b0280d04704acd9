package io.github.webhooks4j.event;

/**
 * Groups events whose order matters, such as those of one customer or one invoice. The order of a key is that in which
 * its events were committed. Each destination receives them in it: the first attempt to deliver one begins when the
 * delivery of the one before to that destination was accepted, its retries were exhausted, or its chain was cancelled
 * or interrupted. Callbacks are not waited for; chains that are resumed or run again are in no order. A publish in a
 * transaction of the application keeps other events of the key from being accepted until that transaction ends.
 *
 * @param value 1 to 200 characters of visible ASCII
 */
public record OrderingKey(String value) implements Comparable<OrderingKey> {
    private static final int MAX_LENGTH = 200;

    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public OrderingKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("an ordering key must be 1 to " + MAX_LENGTH
                    + " visible ASCII characters, was " + value.length() + " characters");
        }
    }

    @Override
    public int compareTo(OrderingKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
