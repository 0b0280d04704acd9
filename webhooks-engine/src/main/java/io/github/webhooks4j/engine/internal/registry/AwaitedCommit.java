package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.spi.store.WebhookVersions;
import java.time.Duration;
import java.time.Instant;

/** The latest version of a webhook that a transaction of the application has written and perhaps not committed. Thread-safe. */
final class AwaitedCommit {
    /** A later commit is found like that of another node. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private long version = WebhookVersions.NONE;
    private Instant until = Instant.MIN;

    /** Notes a version that was written now. */
    synchronized void note(long written, Instant now) {
        version = Math.max(version, written);
        until = now.plus(PATIENCE);
    }

    /**
     * Returns whether the application may still commit the version. One that the store has passed was committed or rolled
     * back: changes are committed in the order of their counts.
     *
     * @param seen the latest version of the store
     */
    synchronized boolean isOpen(Instant now, long seen) {
        return now.isBefore(until) && seen / WebhookVersions.COUNT < version / WebhookVersions.COUNT;
    }
}
