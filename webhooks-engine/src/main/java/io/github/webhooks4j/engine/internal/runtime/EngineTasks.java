package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.health.TaskHealth;
import io.github.webhooks4j.engine.internal.context.TaskRunner;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.util.List;

/** Runs the tasks of an engine, and reports their health. Thread-safe. */
public interface EngineTasks extends TaskRunner {
    /** Returns the health of each task except some, in the order in which they were registered. */
    List<TaskHealth> health(List<Waker> except);

    /** Returns whether the calling thread runs that task. */
    boolean isCurrent(Waker registered);

    /** Cancels all timers. */
    void close();
}
