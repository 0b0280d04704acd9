package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.health.TaskHealth;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Runs each task of an engine on a daemon thread of its own, and timers on another. Thread-safe. */
public final class ThreadedTaskRunner implements EngineTasks {
    /** A timer ends the wait of a caller; this much later the caller stops waiting by itself. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final String name;
    private final Clock clock;
    private final Duration pollInterval;
    private final List<TaskThread> loops = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor timers;

    public ThreadedTaskRunner(String name, Clock clock, Duration pollInterval) {
        this.name = name;
        this.clock = clock;
        this.pollInterval = pollInterval;
        this.timers = timers(name);
    }

    private static ScheduledThreadPoolExecutor timers(String name) {
        var timers = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, name + "-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timers;
    }

    @Override
    public Waker register(String task) {
        return loop(task);
    }

    @Override
    public List<Waker> register(String task, int copies) {
        return IntStream.rangeClosed(1, copies)
                .<Waker>mapToObj(number -> loop(task + "-" + number))
                .toList();
    }

    private TaskThread loop(String task) {
        var loop = new TaskThread(name + "-" + task, clock, pollInterval);
        loops.add(loop);
        return loop;
    }

    @Override
    public void start(Waker registered, BackgroundTask task) {
        ((TaskThread) registered).start(task);
    }

    @Override
    public boolean stop(List<Waker> registered, Duration timeout) throws InterruptedException {
        CompletableFuture<?>[] ends = registered.stream()
                .map(waker -> ((TaskThread) waker).requestStop())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a task cannot fail", e);
        }
    }

    @Override
    public List<TaskHealth> health(List<Waker> except) {
        return loops.stream()
                .filter(loop -> !except.contains(loop))
                .map(TaskThread::health)
                .toList();
    }

    @Override
    public boolean isCurrent(Waker registered) {
        return ((TaskThread) registered).isCurrentThread();
    }

    @Override
    public void close() {
        timers.shutdown();
    }

    @Override
    public void await(CompletableFuture<?> future, Duration bound) {
        boolean interrupted = false;
        boolean over = false;
        while (!over) {
            try {
                future.get(bound.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
                over = true;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | CancellationException | TimeoutException e) {
                // The caller checks the result.
                over = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        try {
            var timer = timers.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException e) {
            // Closed in the meantime: new timers are refused.
            return () -> {};
        }
    }

    @Override
    public void runAside(Runnable work) {
        // On the common pool; the work itself reports its failures to its callers.
        var unused = CompletableFuture.runAsync(work);
    }
}
