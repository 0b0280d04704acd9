package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.delivery.DeliveryPool;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import io.github.webhooks4j.engine.internal.runtime.SteppedTaskRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * An engine on one thread, for tests that must come to the same each time. Nothing happens in the background: publishing, callbacks
 * and commands run on the thread that calls them, and everything else, such as deliveries and retries, within {@link #runUntilIdle()}
 * and {@link #advance}, in an order that depends on nothing but the calls before. No time passes but that which the test lets pass.
 *
 * <pre>{@code
 * var clock = new ManualClock();
 * var transport = new ScriptedTransport();
 * transport.on(url).failUntil(clock.instant().plus(Duration.ofHours(3)), clock);
 * var builder = WebhookEngine.builder(new InMemoryStore(), transport).clock(clock);
 * try (var manual = ManualEngine.start(builder, clock::set)) {
 *     // create a webhook and publish with manual.engine()
 *     manual.advance(Duration.ofHours(4)); // returns when everything has arrived
 * }
 * }</pre>
 *
 * <p>The transport must respond within its call, as a scripted one does. Not for production: one request is in flight at a time.
 * Thread-safe, but only the calls of one thread are in a defined order.
 */
public final class ManualEngine implements AutoCloseable {
    private final WebhookEngine engine;
    private final SteppedTaskRunner tasks;
    private final Clock clock;
    private final Consumer<Instant> setClock;

    private ManualEngine(WebhookEngine engine, SteppedTaskRunner tasks, Clock clock, Consumer<Instant> setClock) {
        this.engine = engine;
        this.tasks = tasks;
        this.clock = clock;
        this.setClock = setClock;
    }

    /** Does as {@link #start(WebhookEngineBuilder, Consumer, long)} with seed 0. */
    public static ManualEngine start(WebhookEngineBuilder builder, Consumer<Instant> setClock) {
        return start(builder, setClock, 0);
    }

    /**
     * Starts an engine, which resumes what the store holds at the first {@link #runUntilIdle()}.
     *
     * @param builder its options, with a clock that the test sets; an executor is not used
     * @param setClock sets that clock
     * @param seed determines ids, secrets and the jitter of retries; engines on one store need different ones
     * @throws io.github.webhooks4j.spi.store.StoreException if the store cannot be read
     */
    public static ManualEngine start(WebhookEngineBuilder builder, Consumer<Instant> setClock, long seed) {
        // No time passes between two steps.
        builder.commitLimits = builder.commitLimits.withRecordInterval(Duration.ZERO);
        EngineOptions options = builder.random(new Random(seed)).options();
        var tasks = new SteppedTaskRunner(options.name(), options.clock());
        WebhookEngine engine =
                WebhookEngine.open(options, tasks, tasks, workers -> new SteppedPool(workers, tasks), null);
        engine.startDelivering();
        return new ManualEngine(engine, tasks, options.clock(), setClock);
    }

    /** Returns the engine. */
    public WebhookEngine engine() {
        return engine;
    }

    /**
     * Runs everything that is due now, and returns when nothing is.
     *
     * @throws IllegalStateException if there is always something more to do
     */
    public void runUntilIdle() {
        tasks.runUntilIdle();
    }

    /**
     * Lets time pass: sets the clock to each time at which there is something to do, in order, runs it, and returns at the end of
     * {@code duration} when nothing is due.
     *
     * @throws IllegalArgumentException if {@code duration} is negative, or the engine's clock is not the one that is set
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time must pass by a duration that is not negative, was " + duration);
        }
        Instant end = clock.instant().plus(duration);
        runUntilIdle();
        Instant next = nextTime(end);
        while (next.isBefore(end)) {
            moveTo(next);
            next = nextTime(end);
        }
        moveTo(end);
    }

    private Instant nextTime(Instant end) {
        return tasks.nextTime().filter(time -> time.isBefore(end)).orElse(end);
    }

    private void moveTo(Instant time) {
        setClock.accept(time);
        if (!clock.instant().equals(time)) {
            throw new IllegalArgumentException("the clock of the engine must be the one that is set, but it shows "
                    + clock.instant() + ", not " + time);
        }
        runUntilIdle();
    }

    /** Closes the engine. What is not delivered yet stays in the store. */
    @Override
    public void close() {
        engine.close();
    }

    /** Workers that run when the test lets them. */
    private record SteppedPool(DeliveryPool workers, SteppedTaskRunner tasks) implements DeliveryPool {
        @Override
        public void wake() {
            workers.wake();
        }

        @Override
        public boolean awaitIdle(Duration timeout) throws InterruptedException {
            tasks.runSubmitted();
            return workers.awaitIdle(timeout);
        }

        @Override
        public List<HealthProblem> problems() {
            return workers.problems();
        }

        @Override
        public void abort() {
            workers.abort();
        }
    }
}
