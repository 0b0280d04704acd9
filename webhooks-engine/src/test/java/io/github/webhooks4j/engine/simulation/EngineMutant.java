package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import java.util.function.UnaryOperator;

/**
 * A defect between the parts of an engine.
 *
 * @param queueing wraps the queue of mutations
 * @param tellsInTime whether callers are notified that they have waited too long
 * @param switching how it starts and stops delivering
 */
record EngineMutant(UnaryOperator<CommitQueue> queueing, boolean tellsInTime, Switching switching) {
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

    static final EngineMutant NONE = new EngineMutant(UnaryOperator.identity(), true, Switching.AS_IT_IS);

    static EngineMutant of(Switching switching) {
        return new EngineMutant(UnaryOperator.identity(), true, switching);
    }
}
