package io.github.webhooks4j.engine.internal.context;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a {@link TaskRunner} does again and again: when woken, when the time comes that the last step asked for, and now and then. */
public interface BackgroundTask {
    /**
     * Does what there is to do now.
     *
     * @return when to do it again; null if only a wake-up can bring something new
     */
    @Nullable Instant step();
}
