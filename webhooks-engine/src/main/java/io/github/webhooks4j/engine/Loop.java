package io.github.webhooks4j.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one step again and again: when woken, when the time comes that the last step asked for, and in any case
 * once in a while, since a missed wake-up must cost time and not work.
 *
 * <p>Survives whatever a step throws: it is logged and counted, and the step is tried again, at first soon and then less
 * often. Thread-safe.
 */
final class Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(50);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

    /** What a loop does. */
    interface Step {
        /** Does what there is to do, and returns when to do it again; null when there is nothing to wait for. */
        @Nullable Instant run();
    }

    private final String name;
    private final Clock clock;
    private final Duration pollInterval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken; // guarded by lock
    private boolean stopped; // guarded by lock
    private @Nullable Thread thread; // guarded by lock
    private int failuresInRow; // confined to the loop's thread

    Loop(String name, Clock clock, Duration pollInterval) {
        this.name = name;
        this.clock = clock;
        this.pollInterval = pollInterval;
    }

    void start(Step step) {
        var started = new Thread(() -> run(step), name);
        started.setDaemon(true);
        lock.lock();
        try {
            thread = started;
        } finally {
            lock.unlock();
        }
        started.start();
    }

    /** Makes the loop do a step soon, also if it is in the middle of one. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the step under way end and no other begin; returns whether that was so within {@code patience}. */
    boolean stop(Duration patience) throws InterruptedException {
        Thread running;
        lock.lock();
        try {
            stopped = true;
            changed.signal();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return true;
        }
        running.join(Math.max(1, patience.toMillis()));
        return !running.isAlive();
    }

    private void run(Step step) {
        Instant next = clock.instant();
        while (awaitTurn(next)) {
            next = runOnce(step);
        }
    }

    private @Nullable Instant runOnce(Step step) {
        try {
            Instant next = step.run();
            failuresInRow = 0;
            return next;
        } catch (RuntimeException | Error e) {
            Duration wait = backOff();
            LOG.error("{}: a step failed, trying again in {}", name, wait, e);
            return clock.instant().plus(wait);
        }
    }

    private Duration backOff() {
        int doublings = Math.min(failuresInRow, 10);
        failuresInRow++;
        Duration wait = FIRST_BACK_OFF.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
    }

    /** Returns true when the next step is due, false when the loop was stopped. */
    private boolean awaitTurn(@Nullable Instant next) {
        long pollNanos = pollInterval.toNanos();
        lock.lock();
        try {
            while (!stopped) {
                boolean failing = failuresInRow > 0;
                long nanos = nanosUntil(next, failing ? Long.MAX_VALUE : pollNanos);
                if ((woken && !failing) || nanos <= 0) {
                    woken = false;
                    return true;
                }
                // The clock may be one that tests turn by hand: look at it again every poll interval at the latest.
                long before = System.nanoTime();
                boolean timedOut = changed.awaitNanos(Math.min(nanos, pollNanos)) <= 0;
                if (timedOut && !failing) {
                    pollNanos -= System.nanoTime() - before;
                }
            }
            return false;
        } catch (InterruptedException e) {
            LOG.error("{}: interrupted, though nobody but the engine owns this thread; the loop ends", name);
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntil(@Nullable Instant next, long longest) {
        if (next == null) {
            return longest;
        }
        Duration wait = Duration.between(clock.instant(), next);
        return wait.compareTo(Duration.ofNanos(longest)) > 0 ? longest : wait.toNanos();
    }
}
