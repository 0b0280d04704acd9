package io.github.webhooks4j.spi.store;

/**
 * Versions of changes of webhooks. A version is a count, which grows by one with each change of the store, followed by a random
 * tag of {@value #TAG_BITS} bits. The count orders changes; the tag distinguishes a change from another one of the same count, which
 * exists when a database was restored to an earlier time, or failed over to a server without the last commits, and continued from
 * there.
 */
public final class WebhookVersions {
    /** The version before the first change. */
    public static final long NONE = 0;

    /** How many bits of a version are its tag. */
    public static final int TAG_BITS = 28;

    /** The weight of the count in a version; tags are less than it. */
    public static final long COUNT = 1L << TAG_BITS;

    private WebhookVersions() {}

    /**
     * Returns the version of the next change.
     *
     * @param latest the version of the latest change
     * @param tag only its last {@value #TAG_BITS} bits count
     */
    public static long next(long latest, long tag) {
        return (latest / COUNT + 1) * COUNT + (tag & (COUNT - 1));
    }
}
