package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes the history of what was finished long ago, a little at a time. The store decides by its own clock what is old; the
 * node's clock only says when to clean up again. {@link #step} belongs to one loop.
 */
final class Retention {
    private static final int BATCH = 500;
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    /** Between batches of one clean-up others get to write. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Store store;
    private final Clock clock;
    private final Duration retention;
    private Instant next = Instant.MIN; // confined to the loop

    Retention(Store store, Clock clock, Duration retention) {
        this.store = store;
        this.clock = clock;
        this.retention = retention;
    }

    Instant step() {
        Instant now = clock.instant();
        // A loop steps more often than it is asked to. A clock that was set back must not stop the clean-up.
        if (now.isBefore(next) && !next.isAfter(now.plus(INTERVAL))) {
            return next;
        }
        int deleted = store.prune(retention, BATCH, now);
        next = now.plus(deleted < BATCH ? INTERVAL : PAUSE);
        return next;
    }
}
