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
    /** The shortest pause between batches. */
    private static final Duration MIN_PAUSE = Duration.ofMillis(5);
    /** The longest one. */
    private static final Duration MAX_PAUSE = Duration.ofMillis(100);

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
        next = deleted < BATCH ? next.after(now, INTERVAL) : afterBatch(now, clock.instant());
        return next.at();
    }

    /** Returns the time after a pause as long as the batch took: half of the time is left for other mutations. */
    private DueTime afterBatch(Instant begun, Instant ended) {
        Duration taken = Duration.between(begun, ended);
        Duration pause = taken.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : taken;
        return next.after(ended, pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause);
    }
}
