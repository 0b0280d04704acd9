package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.Backoff;
import io.github.webhooks4j.engine.internal.context.TaskRunner;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.runtime.TaskThread;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one node by the events of a simulation, where {@link io.github.webhooks4j.engine.internal.runtime.ThreadedTaskRunner} runs them on threads. */
final class SimulatedTaskRunner implements TaskRunner {
    private static final long POLL_MICROS = 10_000_000;
    private static final Backoff BACKOFF = TaskThread.BACKOFF;
    private static final long SHORT_NAP_MICROS = 900_000;
    /** The task whose long naps are never stretched: threads may be late, and this one must not be. */
    private static final String PUNCTUAL = "leases";

    private final Simulation world;
    private final SimulatedNode node;
    private int aside;

    SimulatedTaskRunner(Simulation world, SimulatedNode node) {
        this.world = world;
        this.node = node;
    }

    @Override
    public Waker register(String name) {
        return new Turn(!name.equals(PUNCTUAL));
    }

    @Override
    public List<Waker> register(String name, int copies) {
        return Stream.generate(() -> register(name)).limit(copies).toList();
    }

    @Override
    public void start(Waker registered, BackgroundTask task) {
        ((Turn) registered).begin(task);
    }

    /** As in production, where a task that is in the store does not end in time. */
    @Override
    public boolean stop(List<Waker> registered, Duration timeout) {
        node.throwIfDead();
        registered.forEach(waker -> ((Turn) waker).end());
        return registered.stream().noneMatch(waker -> ((Turn) waker).busy);
    }

    /** Other events happen while a caller waits. */
    @Override
    public void await(CompletableFuture<?> future, Duration bound) {
        world.oracle.callers.waits(node, future, bound, "a caller");
        world.runWhile(() -> !future.isDone() && !node.isDead());
        node.throwIfDead();
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        if (!world.engineMutant.tellsInTime()) {
            return () -> {};
        }
        var stopped = new AtomicBoolean();
        node.plan(Simulation.toMicros(delay), () -> {
            if (!stopped.get()) {
                work.run();
            }
        });
        return () -> stopped.set(true);
    }

    @Override
    public void runAside(Runnable work) {
        aside++;
        node.plan(node.pause(), () -> {
            aside--;
            work.run();
        });
    }

    /** Lets the work aside end: the pool that runs it in production outlives the engine. */
    void finishAside() {
        world.runWhile(() -> aside > 0 && !node.isDead());
    }

    /** What a {@link TaskThread} is to threads. */
    private final class Turn implements Waker {
        private final boolean maybeLate;
        private @Nullable BackgroundTask task;
        private boolean running;
        private long ticket;
        private long plannedAt = Long.MAX_VALUE;
        private Duration backoff = Duration.ZERO;
        private Duration lastBackoff = Duration.ZERO;
        private boolean busy;

        /** With {@code maybeLate} long naps are stretched: days would take too many steps otherwise, and threads may be late. */
        Turn(boolean maybeLate) {
            this.maybeLate = maybeLate;
        }

        void begin(BackgroundTask started) {
            task = started;
            running = true;
            wake();
        }

        void end() {
            running = false;
        }

        @Override
        public void wake() {
            // While it backs off, nothing wakes it.
            if (backoff.isZero()) {
                plan(node.pause());
            }
        }

        private void plan(long after) {
            long at = world.now() + after;
            if (!running || at >= plannedAt) {
                return;
            }
            plannedAt = at;
            long mine = ++ticket;
            node.plan(after, () -> {
                if (mine == ticket && running) {
                    run();
                }
            });
        }

        private void run() {
            BackgroundTask present = task;
            plannedAt = Long.MAX_VALUE;
            if (busy || present == null) {
                // It is in a call of the store that takes its time.
                plan(SHORT_NAP_MICROS);
                return;
            }
            backoff = Duration.ZERO;
            busy = true;
            try {
                Instant next = present.step();
                lastBackoff = Duration.ZERO;
                plan(nap(next));
            } catch (RuntimeException | OutOfMemoryError e) {
                node.throwIfDead();
                lastBackoff = BACKOFF.after(lastBackoff);
                backoff = lastBackoff;
                ticket++;
                plannedAt = Long.MAX_VALUE;
                plan(Simulation.toMicros(backoff));
            } finally {
                busy = false;
            }
        }

        private long nap(@Nullable Instant next) {
            long poll = POLL_MICROS * world.stretch();
            if (next == null) {
                return poll;
            }
            long wait = Math.max(
                    0, Simulation.toMicros(Duration.between(node.machine.clock().instant(), next)));
            if (wait > SHORT_NAP_MICROS && (maybeLate || node.holdsNothing())) {
                wait += (long) (wait * world.random.nextDouble() * (world.stretch() - 1));
            }
            return Math.min(poll, wait);
        }
    }
}
