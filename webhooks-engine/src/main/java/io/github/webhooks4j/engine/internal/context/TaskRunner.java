package io.github.webhooks4j.engine.internal.context;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the background tasks of an engine, and waits on its behalf. In production with a thread for each task ({@link
 * io.github.webhooks4j.engine.internal.runtime.ThreadedTaskRunner}), in the simulation of the tests on one thread.
 *
 * <p>A task is registered by name first, which gives its {@link Waker} to everything that may wake it, and started later with what it
 * does: so an engine is built from the ground to the top. Each task fails, backs off and is reported by itself. Thread-safe.
 */
public interface TaskRunner {
    /** Registers a task that one thread runs. */
    Waker register(String name);

    /**
     * Registers a task that one or several threads run at the same time, whose names are numbered.
     *
     * @return a waker for each
     */
    List<Waker> register(String name, int copies);

    /** Starts a task that was registered. */
    void start(Waker registered, BackgroundTask task);

    /**
     * Lets the steps under way of some tasks end, and no other begin.
     *
     * @return whether all of them ended within {@code timeout}
     */
    boolean stop(List<Waker> registered, Duration timeout) throws InterruptedException;

    /**
     * Waits until a future completes that a task completes, or what {@link #after} runs; called with no lock held. An interrupt does
     * not end the waiting; it is restored afterwards.
     *
     * @param bound after which it completes in any case; the caller looks whether it did
     */
    void await(CompletableFuture<?> future, Duration bound);

    /**
     * Runs something later, where it may not block.
     *
     * @return cancels that
     */
    Runnable after(Duration delay, Runnable work);

    /** Runs what may block soon, beside the background tasks. */
    void runAside(Runnable work);
}
