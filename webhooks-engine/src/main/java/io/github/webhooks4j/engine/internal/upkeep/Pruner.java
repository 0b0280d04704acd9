package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.DueTime;
import io.github.webhooks4j.spi.store.HistoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes the history of chains that finished long ago, a small batch at a time. The store decides by its own clock
 * what is old; the node's clock only decides when to prune again. One task calls {@link #step}.
 */
public final class Pruner implements BackgroundTask {
    private static final int BATCH = 500;
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    /** The pause between batches, in which other mutations are written. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HistoryStore store;
    private final Clock clock;
    private final Duration retention;
    private DueTime next = DueTime.atOnce(INTERVAL); // confined to the task

    public Pruner(HistoryStore store, Clock clock, Duration retention) {
        this.store = store;
        this.clock = clock;
        this.retention = retention;
    }

    @Override
    public Instant step() {
        Instant now = clock.instant();
        // A task performs steps more often than it requests.
        if (!next.isDue(now)) {
            return next.at();
        }
        int deleted = store.prune(retention, BATCH);
        next = next.after(now, deleted < BATCH ? INTERVAL : PAUSE);
        return next.at();
    }
}
