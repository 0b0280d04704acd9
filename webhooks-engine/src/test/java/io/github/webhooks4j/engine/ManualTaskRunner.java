package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.TaskRunner;
import io.github.webhooks4j.engine.internal.context.UlidFactory;
import io.github.webhooks4j.engine.internal.context.Waker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Runs no task: counts wake-ups, and lets time be over when the test asks for it. Waits for nothing. */
public class ManualTaskRunner implements TaskRunner {
    public final AtomicInteger wakes = new AtomicInteger();
    private final List<Runnable> timers = new ArrayList<>();
    private boolean keepsTimers = true;
    /** What happens while a caller waits; by default time is over. */
    public Runnable whileWaiting = this::timeIsOver;
    /** What happens while a caller waits for a future; by default what {@link #whileWaiting} does. */
    Consumer<CompletableFuture<?>> whileAwaiting = future -> whileWaiting.run();

    /** Returns a context in which this runner runs the tasks. */
    public EngineContext context(Clock clock) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        return new EngineContext("test", clock, random, new UlidFactory(clock, random), this);
    }

    /** Runs everything that is planned for later. */
    public void timeIsOver() {
        List.copyOf(timers).forEach(Runnable::run);
        timers.clear();
    }

    /** Forgets timers: nothing takes so long that one would fire. */
    void neverInTime() {
        keepsTimers = false;
    }

    public int timers() {
        return timers.size();
    }

    @Override
    public Waker register(String name) {
        return wakes::incrementAndGet;
    }

    @Override
    public List<Waker> register(String name, int copies) {
        return Stream.generate(() -> register(name)).limit(copies).toList();
    }

    @Override
    public void start(Waker registered, BackgroundTask task) {}

    @Override
    public boolean stop(List<Waker> registered, Duration timeout) {
        return true;
    }

    @Override
    public void await(CompletableFuture<?> future, Duration bound) {
        whileAwaiting.accept(future);
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        if (keepsTimers) {
            timers.add(work);
        }
        return () -> timers.remove(work);
    }

    @Override
    public void runAside(Runnable work) {
        work.run();
    }
}
