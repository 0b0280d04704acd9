package io.github.webhooks4j.engine.internal.context;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the background tasks of an engine, and blocks on its behalf. In production each task has a thread of its own
 * ({@link io.github.webhooks4j.engine.internal.runtime.ThreadedTaskRunner}), in the simulation of the tests all share
 * one thread.
 *
 * <p>A task is first registered by name, which returns its {@link Waker} for the parts that may wake it, and later
 * started with its step. So each part of an engine refers only to parts that were built before it. Each task fails,
 * backs off and is reported by itself. Thread-safe.
 */
public interface TaskRunner {
    /** Registers a task that runs on one thread at a time. */
    Waker register(String name);

    /**
     * Registers a task that one or several threads run concurrently; the names of the threads are numbered.
     *
     * @return one waker for each copy
     */
    List<Waker> register(String name, int copies);

    /** Starts a task that was registered. */
    void start(Waker registered, BackgroundTask task);

    /**
     * Stops some tasks: their current steps end, and no other step starts.
     *
     * @return whether all of them ended within {@code timeout}
     */
    boolean stop(List<Waker> registered, Duration timeout) throws InterruptedException;

    /**
     * Waits until a future completes that a task or work of {@link #after} completes; called with no lock held. An
     * interrupt does not end the wait; the interrupt status is restored afterwards.
     *
     * @param bound the time after which the future is completed in any case; the caller checks whether it was
     */
    void await(CompletableFuture<?> future, Duration bound);

    /**
     * Runs work later, on a thread on which it must not block.
     *
     * @return cancels the work
     */
    Runnable after(Duration delay, Runnable work);

    /** Runs work soon that may block, on none of the background tasks. */
    void runAside(Runnable work);
}
