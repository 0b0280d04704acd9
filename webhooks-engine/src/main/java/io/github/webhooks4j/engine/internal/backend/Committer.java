package io.github.webhooks4j.engine.internal.backend;

import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.spi.store.Mutation;
import java.util.List;

/**
 * Makes durable what a {@link CommandGateway} takes, and notifies the {@link CommitListener}s. Thread-safe.
 */
public interface Committer {
    /**
     * Returns what its tasks run, which may run at the same time.
     *
     * @param count how many tasks there are; the gateway wakes them in this order
     */
    List<BackgroundTask> tasks(int count);

    /** Writes everything submitted so far, after its tasks have ended; what cannot be written is logged and left. */
    void drain();

    /** Has all listeners follow that a record which was set aside in memory will never be written. */
    void dropped(Mutation change);

    /** Returns what cannot be written. */
    List<HealthProblem> problems();
}
