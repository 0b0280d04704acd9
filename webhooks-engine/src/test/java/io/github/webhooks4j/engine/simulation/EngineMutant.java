package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import java.util.function.UnaryOperator;

/**
 * A defect between the parts of an engine.
 *
 * @param queueing wraps the queue of mutations
 * @param tellsInTime whether callers are notified that they have waited too long
 */
record EngineMutant(UnaryOperator<CommitQueue> queueing, boolean tellsInTime) {
    static final EngineMutant NONE = new EngineMutant(UnaryOperator.identity(), true);
}
