package io.github.webhooks4j.engine.internal.context;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that a {@link TaskRunner} repeats: when woken, at the time that the last step returned, and at least once every
 * poll interval.
 */
public interface BackgroundTask {
    /**
     * Performs one step: all work that is due now.
     *
     * @return when to perform the next step; null if only a wake-up can bring new work
     */
    @Nullable Instant step();
}
