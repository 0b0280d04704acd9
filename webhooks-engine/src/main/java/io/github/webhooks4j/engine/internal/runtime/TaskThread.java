package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.health.TaskHealth;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.Backoff;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that repeats the step of a task: when woken, at the time that the last step returned, and in any case every
 * poll interval, so that a missed wake-up costs time and not work.
 *
 * <p>Anything that a step throws is logged and counted, and the step is repeated after a pause that grows with each
 * failure. Thread-safe.
 */
public final class TaskThread implements Waker {
    private static final Logger LOG = LoggerFactory.getLogger(TaskThread.class);
    public static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    private final String name;
    private final Clock clock;
    private final Duration pollInterval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private boolean woken; // guarded by lock
    private boolean stopped; // guarded by lock
    private @Nullable Thread thread; // guarded by lock
    private @Nullable Instant stepStartedAt; // guarded by lock
    private int consecutiveFailures; // guarded by lock
    private @Nullable Instant failingSince; // guarded by lock
    private @Nullable String lastFailure; // guarded by lock

    TaskThread(String name, Clock clock, Duration pollInterval) {
        this.name = name;
        this.clock = clock;
        this.pollInterval = pollInterval;
    }

    void start(BackgroundTask task) {
        var started = new Thread(
                () -> {
                    try {
                        run(task);
                    } finally {
                        ended.complete(null);
                    }
                },
                name);
        started.setDaemon(true);
        lock.lock();
        try {
            thread = started;
        } finally {
            lock.unlock();
        }
        started.start();
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    TaskHealth health() {
        lock.lock();
        try {
            boolean alive = thread != null && thread.isAlive();
            return new TaskHealth(name, alive, stepStartedAt, consecutiveFailures, failingSince, lastFailure);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the calling thread is this task's own. */
    boolean isCurrentThread() {
        lock.lock();
        try {
            return Thread.currentThread() == thread;
        } finally {
            lock.unlock();
        }
    }

    /** Requests a stop: the current step ends and no other starts; the future completes then. */
    CompletableFuture<@Nullable Void> requestStop() {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
            if (thread == null) {
                ended.complete(null);
            }
        } finally {
            lock.unlock();
        }
        return ended;
    }

    /** Requests a stop and waits for it; returns false if that takes longer than {@code timeout}. */
    boolean stop(Duration timeout) throws InterruptedException {
        var unused = requestStop();
        Thread running;
        lock.lock();
        try {
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return true;
        }
        running.join(Math.max(1, timeout.toMillis()));
        return !running.isAlive();
    }

    private void run(BackgroundTask task) {
        Instant next = clock.instant();
        Duration pause = Duration.ZERO;
        while (pause(pause) && awaitTurn(next)) {
            try {
                began();
                next = task.step();
                succeeded();
                pause = Duration.ZERO;
            } catch (RuntimeException | Error e) {
                next = clock.instant();
                failed(e, next);
                pause = BACKOFF.after(pause);
                LOG.error("{}: a step failed, trying again in {}", name, pause, e);
            }
        }
    }

    private void began() {
        lock.lock();
        try {
            stepStartedAt = clock.instant();
        } finally {
            lock.unlock();
        }
    }

    private void succeeded() {
        lock.lock();
        try {
            stepStartedAt = null;
            consecutiveFailures = 0;
            failingSince = null;
            lastFailure = null;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable failure, Instant now) {
        lock.lock();
        try {
            stepStartedAt = null;
            consecutiveFailures++;
            failingSince = failingSince == null ? now : failingSince;
            lastFailure = failure.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Waits by the machine's own clock, regardless of wake-ups; returns false if the task was stopped. */
    private boolean pause(Duration backOff) {
        long nanos = backOff.toNanos();
        lock.lock();
        try {
            while (!stopped && nanos > 0) {
                try {
                    nanos = changed.awaitNanos(nanos);
                } catch (InterruptedException e) {
                    interrupted();
                }
            }
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Returns true when the next step is due, false if the task was stopped. */
    private boolean awaitTurn(@Nullable Instant next) {
        long pollNanos = pollInterval.toNanos();
        lock.lock();
        try {
            // Tests may set the clock by hand: a step runs every poll interval in any case.
            while (!stopped
                    && !woken
                    && pollNanos > 0
                    && (next == null || clock.instant().isBefore(next))) {
                long wait = next == null
                        ? pollNanos
                        : shorter(Duration.between(clock.instant(), next), Duration.ofNanos(pollNanos))
                                .toNanos();
                try {
                    pollNanos -= wait - changed.awaitNanos(wait);
                } catch (InterruptedException e) {
                    interrupted();
                }
            }
            woken = false;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Clears an interrupt. The engine never interrupts its own thread, so a listener or a store has done it. */
    private void interrupted() {
        LOG.warn("{}: interrupted by code that ran on it; the task continues until it is stopped", name);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
