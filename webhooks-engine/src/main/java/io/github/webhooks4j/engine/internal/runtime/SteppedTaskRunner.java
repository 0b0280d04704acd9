package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.health.TaskHealth;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks, the workers and the timers of an engine on the calling threads, one step at a time and always in the
 * same order: first submitted work, then due timers, then the tasks in the order of their registration. Thread-safe:
 * one thread runs steps at a time.
 */
public final class SteppedTaskRunner implements EngineTasks, Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SteppedTaskRunner.class);
    private static final int MAX_STEPS = 1_000_000;
    /** While a caller waits, failing tasks are retried this many times without a pause; then the wait times out. */
    private static final int MAX_RETRIES = 10;

    private final String name;
    private final Clock clock;
    private final ReentrantLock running = new ReentrantLock();

    private final Object lock = new Object();
    private final List<Turn> turns = new ArrayList<>(); // guarded by lock
    private final Deque<Runnable> submitted = new ArrayDeque<>(); // guarded by lock
    private final List<Timer> timers = new ArrayList<>(); // guarded by lock
    private boolean closed; // guarded by lock
    private int retries; // guarded by running; failures since a caller began to wait

    public SteppedTaskRunner(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    private record Timer(Instant at, Runnable work) {}

    @Override
    public Waker register(String task) {
        var turn = new Turn(name + "-" + task);
        synchronized (lock) {
            turns.add(turn);
        }
        return turn;
    }

    @Override
    public List<Waker> register(String task, int copies) {
        return IntStream.rangeClosed(1, copies)
                .mapToObj(number -> register(task + "-" + number))
                .toList();
    }

    @Override
    public void start(Waker registered, BackgroundTask task) {
        synchronized (lock) {
            ((Turn) registered).start(task);
        }
    }

    @Override
    public boolean stop(List<Waker> registered, Duration timeout) throws InterruptedException {
        synchronized (lock) {
            registered.forEach(waker -> ((Turn) waker).task = null);
        }
        // Wait for a step on another thread.
        if (!running.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        running.unlock();
        return true;
    }

    /** Runs steps until none is due. */
    public void runUntilIdle() {
        running.lock();
        try {
            for (int step = 0; runNext(false); step++) {
                if (step == MAX_STEPS) {
                    throw new IllegalStateException("the engine " + name + " must be idle after " + MAX_STEPS
                            + " steps, but there is always one more at " + clock.instant());
                }
            }
        } finally {
            running.unlock();
        }
    }

    /** Runs submitted work, but no task. */
    public void runSubmitted() {
        running.lock();
        try {
            for (Runnable work = nextSubmitted(); work != null; work = nextSubmitted()) {
                work.run();
            }
        } finally {
            running.unlock();
        }
    }

    /** Returns the earliest time at which work is due; empty if only a call can bring new work. */
    public Optional<Instant> nextTime() {
        synchronized (lock) {
            return Stream.concat(
                            turns.stream().filter(Turn::isStarted).flatMap(turn -> Stream.ofNullable(turn.next)),
                            timers.stream().map(Timer::at))
                    .min(Comparator.naturalOrder());
        }
    }

    /**
     * No time passes while a caller waits: either the steps that are due now complete the future, or the wait times out
     * at once.
     */
    @Override
    public void await(CompletableFuture<?> future, Duration bound) {
        running.lock();
        try {
            retries = 0;
            while (!future.isDone() && (runNext(true) || runEarliestTimer())) {
                // Run the next one.
            }
        } finally {
            running.unlock();
        }
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        var timer = new Timer(clock.instant().plus(delay), work);
        synchronized (lock) {
            if (!closed) {
                timers.add(timer);
            }
        }
        return () -> remove(timer);
    }

    @Override
    public void runAside(Runnable work) {
        execute(work);
    }

    @Override
    public void execute(Runnable work) {
        synchronized (lock) {
            submitted.add(work);
        }
    }

    @Override
    public List<TaskHealth> health(List<Waker> except) {
        synchronized (lock) {
            return turns.stream()
                    .filter(turn -> !except.contains(turn))
                    .map(Turn::health)
                    .toList();
        }
    }

    @Override
    public boolean isCurrent(Waker registered) {
        return running.isHeldByCurrentThread() && ((Turn) registered).busy;
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            timers.clear();
        }
    }

    private boolean runNext(boolean withoutBackoff) {
        Runnable work = nextSubmitted();
        if (work == null) {
            work = nextTimer(clock.instant());
        }
        if (work != null) {
            work.run();
            return true;
        }
        Turn turn = nextTurn(withoutBackoff);
        if (turn != null) {
            turn.run();
        }
        return turn != null;
    }

    private boolean runEarliestTimer() {
        Runnable work = nextTimer(Instant.MAX);
        if (work != null) {
            work.run();
        }
        return work != null;
    }

    private @Nullable Runnable nextSubmitted() {
        synchronized (lock) {
            return submitted.poll();
        }
    }

    /** Removes and returns the earliest timer if it is due at {@code now}; otherwise null. */
    private @Nullable Runnable nextTimer(Instant now) {
        synchronized (lock) {
            Timer earliest = timers.stream()
                    .min(Comparator.comparing(Timer::at))
                    .filter(timer -> !timer.at().isAfter(now))
                    .orElse(null);
            if (earliest == null) {
                return null;
            }
            remove(earliest);
            return earliest.work();
        }
    }

    private void remove(Timer timer) {
        synchronized (lock) {
            timers.remove(timer);
        }
    }

    private @Nullable Turn nextTurn(boolean withoutBackoff) {
        Instant now = clock.instant();
        synchronized (lock) {
            return turns.stream()
                    .filter(turn -> turn.isDue(now, withoutBackoff))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The counterpart of {@link TaskThread} without a thread. Its fields are guarded by the lock of the runner. */
    private final class Turn implements Waker {
        private final String name;
        private @Nullable BackgroundTask task;
        private @Nullable Instant next;
        private boolean woken;
        private volatile boolean busy;
        private Duration backoff = Duration.ZERO;
        private int consecutiveFailures;
        private @Nullable Instant failingSince;
        private @Nullable String lastFailure;

        Turn(String name) {
            this.name = name;
        }

        @Override
        public void wake() {
            synchronized (lock) {
                woken = true;
            }
        }

        void start(BackgroundTask started) {
            task = started;
            woken = true;
        }

        boolean isStarted() {
            return task != null;
        }

        boolean isDue(Instant now, boolean withoutBackoff) {
            if (task == null || busy) {
                return false;
            }
            boolean isTime = next != null && !next.isAfter(now);
            if (consecutiveFailures == 0) {
                return woken || isTime;
            }
            // Wake-ups do not end a backoff.
            return isTime || (withoutBackoff && retries < MAX_RETRIES);
        }

        void run() {
            BackgroundTask present;
            synchronized (lock) {
                present = task;
                woken = false;
                next = null;
            }
            if (present == null) {
                return;
            }
            busy = true;
            try {
                Instant asked = present.step();
                synchronized (lock) {
                    succeeded(asked);
                }
            } catch (RuntimeException | Error e) {
                synchronized (lock) {
                    failed(e);
                }
                LOG.error("{}: a step failed, trying again in {}", name, backoff, e);
            } finally {
                busy = false;
            }
        }

        private void succeeded(@Nullable Instant asked) {
            next = asked;
            backoff = Duration.ZERO;
            consecutiveFailures = 0;
            failingSince = null;
            lastFailure = null;
        }

        private void failed(Throwable failure) {
            Instant now = clock.instant();
            backoff = TaskThread.BACKOFF.after(backoff);
            next = now.plus(backoff);
            consecutiveFailures++;
            retries++;
            failingSince = failingSince == null ? now : failingSince;
            lastFailure = failure.toString();
        }

        TaskHealth health() {
            return new TaskHealth(name, task != null, null, consecutiveFailures, failingSince, lastFailure);
        }
    }
}
