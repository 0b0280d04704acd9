package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A defect between the parts of an engine.
 *
 * @param queueing wraps the queue of mutations
 * @param tellsInTime whether callers are notified that they have waited too long
 * @param early how far ahead the lanes look now and then when an attempt may start
 */
record EngineMutant(UnaryOperator<CommitQueue> queueing, boolean tellsInTime, Duration early) {
    static final EngineMutant NONE = new EngineMutant(UnaryOperator.identity(), true);

    EngineMutant(UnaryOperator<CommitQueue> queueing, boolean tellsInTime) {
        this(queueing, tellsInTime, Duration.ZERO);
    }

    /** Returns the time as the lanes see it. */
    Instant seenAs(Instant now, Simulation world) {
        return early.isZero() || world.chance(0.5) ? now : now.plus(early);
    }
}
