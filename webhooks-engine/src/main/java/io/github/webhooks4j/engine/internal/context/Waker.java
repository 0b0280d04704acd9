package io.github.webhooks4j.engine.internal.context;

/** Wakes a background task. Thread-safe; may be called with locks held, also before the task has started, and never blocks. */
public interface Waker {
    /** Makes the task perform a step soon, also if it is in the middle of one. */
    void wake();
}
