package io.github.webhooks4j.benchmarks.scenario.soak;

import io.github.webhooks4j.benchmarks.run.VoidRunException;
import io.github.webhooks4j.benchmarks.run.Waiting;
import io.github.webhooks4j.benchmarks.scenario.Burst;
import io.github.webhooks4j.benchmarks.webhooks4j.Node;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has a store delete old history more often than the engine does, which waits ten minutes: by the same call, in batches of the same
 * size. The pause in between is the longest that the engine makes.
 */
final class CleanUp implements AutoCloseable {
    private static final int BATCH = 500;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Node node;
    private final Duration retention;
    private final Duration every;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong deleted = new AtomicLong();
    private final Future<?> cleaning;
    private long next = System.nanoTime(); // confined to the executor

    CleanUp(Node node, Duration retention, Duration every) {
        this.node = node;
        this.retention = retention;
        this.every = every;
        this.cleaning = executor.scheduleWithFixedDelay(this::step, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Returns how many chains and events were deleted.
     *
     * @throws VoidRunException if the store has failed to
     */
    long deleted() throws InterruptedException {
        if (cleaning.isDone()) {
            try {
                cleaning.get();
            } catch (ExecutionException e) {
                throw new VoidRunException("the store failed to delete history: " + e.getCause());
            }
        }
        return deleted.get();
    }

    /** Ends when the batch that is being deleted is. */
    @Override
    public void close() {
        executor.shutdown();
        Waiting.until(Burst.PATIENCE, "a batch of history must be deleted, was not", executor::isTerminated);
    }

    private void step() {
        if (System.nanoTime() - next < 0) {
            return;
        }
        int batch = node.prune(retention, BATCH);
        deleted.addAndGet(batch);
        if (batch < BATCH) {
            next = System.nanoTime() + every.toNanos();
        }
    }
}
