package io.github.webhooks4j.store;

/**
 * Numbers of changes of webhooks. A number is a count, which grows by one with each change of the store, and behind it a random
 * tag of {@value #TAG_BITS} bits. The count orders changes; the tag tells a change from another one of the same count, which there
 * is when a database was restored to an earlier time, or failed over to a server that had not got the last commits, and went on
 * from there.
 */
public final class ChangeNumbers {
    /** The number before the first change. */
    public static final long NONE = 0;

    /** How many bits of a number are its tag. */
    public static final int TAG_BITS = 28;

    /** By how much the count weighs in a number; tags are below it. */
    public static final long COUNT = 1L << TAG_BITS;

    private ChangeNumbers() {}

    /**
     * Returns the number of the next change.
     *
     * @param latest the number of the latest change
     * @param tag only its last {@value #TAG_BITS} bits count
     */
    public static long next(long latest, long tag) {
        return (latest / COUNT + 1) * COUNT + (tag & (COUNT - 1));
    }
}
