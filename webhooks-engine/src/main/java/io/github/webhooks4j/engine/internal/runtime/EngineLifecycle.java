package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.internal.context.TaskRunner;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.delivery.DeliveryPool;
import io.github.webhooks4j.engine.internal.runtime.EngineCore.Task;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.spi.store.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phases of an engine, and the order in which its parts start and stop. The engine and the simulation of the tests
 * share this class. Each method may be called by one thread at a time, except that {@link #close} may be called while
 * {@link #stopDelivering} waits.
 */
public final class EngineLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLifecycle.class);
    /** How long to wait for aborted attempts and stopped tasks to end. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);
    /** Long enough to find that a task has ended. */
    private static final Duration HAS_ENDED = Duration.ofMillis(1);

    private final String name;
    private final EngineCore parts;
    private final TaskRunner tasks;
    private final DeliveryPool pool;
    private Subscription subscription = Subscription.NONE;

    public EngineLifecycle(String name, EngineCore parts, TaskRunner tasks, DeliveryPool pool) {
        this.name = name;
        this.parts = parts;
        this.tasks = tasks;
        this.pool = pool;
    }

    /**
     * Opens the engine: reads the store and starts everything that publishing needs.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store cannot be read; nothing was started then
     */
    public void open() {
        subscription = parts.load();
        parts.notifications.forEach(this::start);
        parts.committers.forEach(this::start);
        start(parts.leaseRenewal);
        parts.workers.forEach(this::start);
    }

    /**
     * Starts to deliver: from now on new chains are claimed by this node, and work is claimed from the store.
     *
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws IllegalStateException if it still stops delivering
     */
    public void startDelivering() {
        parts.gate.requireOpen();
        if (parts.gate.move(EnginePhase.OPEN, EnginePhase.DELIVERING)) {
            parts.lanes.start();
            // Lanes that are stopped note nothing of what the store holds.
            parts.work.requestFullScan();
            parts.dispatch.waker().wake();
            parts.leaseRenewal.waker().wake();
            if (parts.gate.phase() == EnginePhase.CLOSED) {
                // Closed concurrently, perhaps after close had stopped the lanes.
                parts.commits.release(parts.lanes.stop());
            }
        } else if (parts.gate.phase() == EnginePhase.STOPPING) {
            throw new IllegalStateException(
                    "the engine " + name + " still stops delivering; start it when stopDelivering has returned");
        }
    }

    /**
     * Stops delivering: starts no more attempts, releases the deliveries that have not started, and waits for the
     * attempts in flight. Does nothing unless the engine delivers.
     *
     * @param grace the time after which attempts still in flight are aborted
     * @return whether nothing had to be aborted
     */
    public boolean stopDelivering(Duration grace) throws InterruptedException {
        if (!parts.gate.move(EnginePhase.DELIVERING, EnginePhase.STOPPING)) {
            return true;
        }
        try {
            return endDeliveries(grace);
        } finally {
            parts.gate.move(EnginePhase.STOPPING, EnginePhase.OPEN);
        }
    }

    /**
     * Closes the engine: refuses further calls, and stops the parts in an order in which nothing is lost.
     *
     * @param grace the time after which attempts still in flight are aborted
     * @return whether everything was written; the next engine on the store repeats the rest
     */
    public boolean close(Duration grace) throws InterruptedException {
        parts.gate.close();
        // Leases are still renewed: this node owns the attempts in flight until their results are written.
        stop(parts.workers.stream());
        endDeliveries(grace);
        boolean written = stopCommitters();
        if (written) {
            parts.committer.drain();
        } else {
            LOG.error("{}: the store did not respond within {}; unwritten work is repeated later", name, STOP_TIMEOUT);
        }
        // Not before: a store notifies other nodes of what this one releases only while this one subscribes to it.
        subscription.close();
        stop(Stream.concat(Stream.of(parts.leaseRenewal), parts.notifications.stream()));
        for (int i = 0; i < parts.listeners.size(); i++) {
            // A listener that hangs misses the rest; the others receive it.
            if (tasks.stop(List.of(parts.notifications.get(i).waker()), HAS_ENDED)) {
                parts.listeners.get(i).step();
            }
        }
        parts.commits.close();
        return written;
    }

    private boolean endDeliveries(Duration grace) throws InterruptedException {
        parts.commits.release(parts.lanes.stop());
        CompletableFuture<Void> left = parts.work.leave();
        boolean ended;
        try {
            ended = pool.awaitIdle(grace);
        } catch (InterruptedException e) {
            pool.abort();
            throw e;
        }
        if (!ended) {
            LOG.warn("{}: attempts still in flight after {} are aborted", name, grace);
            pool.abort();
            pool.awaitIdle(STOP_TIMEOUT);
        }
        tasks.await(left, STOP_TIMEOUT);
        return ended;
    }

    private boolean stopCommitters() throws InterruptedException {
        return stop(parts.committers.stream());
    }

    private void start(Task task) {
        tasks.start(task.waker(), task.part());
    }

    private boolean stop(Stream<Task> stopped) throws InterruptedException {
        List<Waker> wakers = stopped.map(Task::waker).toList();
        return tasks.stop(wakers, STOP_TIMEOUT);
    }
}
