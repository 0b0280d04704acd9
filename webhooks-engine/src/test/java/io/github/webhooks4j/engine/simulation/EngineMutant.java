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
 * @param switching how it starts and stops delivering
 * @param early how far ahead the lanes look now and then when an attempt may start
 */
record EngineMutant(UnaryOperator<CommitQueue> queueing, boolean tellsInTime, Switching switching, Duration early) {
    /** How an engine starts and stops delivering. */
    enum Switching {
        AS_IT_IS,
        /** What was claimed when it stopped stays claimed. */
        RELEASES_NOTHING,
        /** It goes on to deliver what it had claimed. */
        STOPS_NOTHING,
        /** It waits for the next periodic scan when it starts. */
        SCANS_NOTHING
    }

    static final EngineMutant NONE = new EngineMutant(UnaryOperator.identity(), true);

    EngineMutant(UnaryOperator<CommitQueue> queueing, boolean tellsInTime) {
        this(queueing, tellsInTime, Switching.AS_IT_IS, Duration.ZERO);
    }

    static EngineMutant of(Switching switching) {
        return new EngineMutant(UnaryOperator.identity(), true, switching, Duration.ZERO);
    }

    static EngineMutant of(Duration early) {
        return new EngineMutant(UnaryOperator.identity(), true, Switching.AS_IT_IS, early);
    }

    /** Returns the time as the lanes see it. */
    Instant seenAs(Instant now, Simulation world) {
        return early.isZero() || world.chance(0.5) ? now : now.plus(early);
    }
}
