package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes the history of what was finished long ago, a little at a time. The store decides by its own clock what is old; the
 * node's clock only says when to clean up again. {@link #step} belongs to one task.
 */
public final class Pruner implements BackgroundTask {
    private static final int BATCH = 500;
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    /** Between batches of one clean-up others get to write. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Store store;
    private final Clock clock;
    private final Duration retention;
    private DueTime next = DueTime.atOnce(INTERVAL); // confined to the task

    public Pruner(Store store, Clock clock, Duration retention) {
        this.store = store;
        this.clock = clock;
        this.retention = retention;
    }

    @Override
    public Instant step() {
        Instant now = clock.instant();
        // A task steps more often than it asks for.
        if (!next.isDue(now)) {
            return next.at();
        }
        int deleted = store.prune(retention, BATCH);
        next = next.after(now, deleted < BATCH ? INTERVAL : PAUSE);
        return next.at();
    }
}
