package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.TaskRunner;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Transport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that prepare attempts and record their results. A worker is started when a delivery can start and fewer
 * workers than the limit run; it takes one delivery after another and ends when none can start. Thread-safe.
 *
 * <p>With a {@link BlockingTransport} a worker also waits for the response, so that there is one worker for each
 * request in flight. With any other transport the number of requests in flight is limited by the lanes alone: a few
 * workers prepare attempts one after another, and record the results that the transport has reported in the meantime.
 */
public final class DeliveryWorkers implements DeliveryPool {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorkers.class);
    /** Workers of an asynchronous transport: they compute, and wait for nothing but a commit that is behind. */
    private static final int MAX_PREPARING =
            Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
    /** Results of an asynchronous transport that one worker records before another starts. */
    private static final int RESULTS_PER_WORKER = 16;

    private final String name;
    private final TaskRunner tasks;
    private final Executor executor;
    private final int most;
    private final LaneScheduler lanes;
    private final AttemptRunner deliverer;
    private final @Nullable BlockingTransport blocking;
    private final PendingExchanges exchanges;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<Thread> threads = new HashSet<>(); // guarded by lock
    private final ExecutorWatch watch = new ExecutorWatch(); // guarded by lock
    private int active; // guarded by lock
    private int starting; // guarded by lock; the active workers that have not looked for work yet

    /**
     * Creates workers.
     *
     * @param most the most workers that run at once with a blocking transport
     */
    public DeliveryWorkers(
            EngineContext context,
            Executor executor,
            int most,
            LaneScheduler lanes,
            AttemptRunner deliverer,
            Transport transport) {
        this.name = context.name();
        this.tasks = context.tasks();
        this.executor = executor;
        this.blocking = transport instanceof BlockingTransport waiting ? waiting : null;
        this.most = blocking == null ? Math.min(most, MAX_PREPARING) : most;
        this.exchanges = new PendingExchanges(context.name(), transport, this::resultReady);
        this.lanes = lanes;
        this.deliverer = deliverer;
        this.clock = context.clock();
    }

    /** Starts a worker for each delivery that can start, minus the workers that are about to look for work anyway. */
    @Override
    public void wake() {
        int startable = lanes.startable(most, clock.instant());
        if (startable > 0 || exchanges.hasReady()) {
            // For a result too: the worker that was to record it may hang in code of the application.
            startUpTo(Math.max(1, startable));
        } else {
            // Nothing to start: only frees the places of workers that have not begun.
            enter(0);
        }
        if (exchanges.hasReady() && isStranded()) {
            // The executor dropped the worker that was to record them. Not here: the caller may be the one for which
            // all commits wait.
            tasks.runAside(this::completeStranded);
        }
    }

    /**
     * Called on a transport's thread when a result is available. A worker that runs will record it, and prepare what can start
     * then; another one would mostly take turns with it. Only what gathers before it is worth another.
     */
    private void resultReady() {
        if (!startWith(1 + exchanges.readyCount() / RESULTS_PER_WORKER) || isStranded()) {
            // The executor refuses tasks, for example because the application shut it down, or drops them. The result
            // must not be lost.
            completeStranded();
        }
    }

    private void completeStranded() {
        try {
            completeAll();
        } catch (RuntimeException | Error e) {
            LOG.error("{}: a result was not recorded; its delivery is attempted again when its lease ends", name, e);
        }
    }

    /** Returns whether no worker runs, and none of those that were submitted is likely to begin. */
    private boolean isStranded() {
        lock.lock();
        try {
            return watch.isLosing() && active == starting;
        } finally {
            lock.unlock();
        }
    }

    /** Starts workers until about {@code workers} run; returns whether the executor accepted every new one. */
    private boolean startWith(int workers) {
        int running;
        lock.lock();
        try {
            running = active;
        } finally {
            lock.unlock();
        }
        return start(enter(workers - running));
    }

    /** Starts workers, minus those that are about to look for work anyway; returns whether the executor accepted every new one. */
    private boolean startUpTo(int workers) {
        // Counted once: workers may find nothing and end as fast as new ones start.
        return workers <= 0 || start(enter(workers));
    }

    private boolean start(List<Worker> entered) {
        for (int i = 0; i < entered.size(); i++) {
            try {
                executor.execute(entered.get(i));
            } catch (RuntimeException | Error e) {
                // Rejected, or no memory for a thread. The next step of the claim poller tries again.
                if (i > 0) {
                    accepted();
                }
                if (leave(entered.subList(i, entered.size()))) {
                    LOG.warn("{}: no worker could be started; deliveries continue with those that run", name, e);
                }
                return false;
            }
        }
        if (!entered.isEmpty()) {
            accepted();
        }
        return true;
    }

    private void accepted() {
        lock.lock();
        try {
            watch.accepted();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<HealthProblem> problems() {
        lock.lock();
        try {
            return watch.problems(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** What is submitted to the executor. */
    private final class Worker implements Runnable {
        @Override
        public void run() {
            work(this);
        }
    }

    @Override
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (isBusy() && nanos > 0) {
                nanos = ended.awaitNanos(nanos);
            }
            return !isBusy();
        } finally {
            lock.unlock();
        }
    }

    /** Workers that have not begun hold nothing, and the executor may never begin them. */
    private boolean isBusy() {
        return active > starting || !exchanges.isEmpty();
    }

    @Override
    public void abort() {
        exchanges.abort();
        if (blocking == null) {
            return;
        }
        lock.lock();
        try {
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private void work(Worker worker) {
        Thread current = Thread.currentThread();
        if (!begin(worker, current)) {
            return;
        }
        try {
            do {
                deliverAll();
            } while (!leaveIfNothingLeft(current));
        } catch (RuntimeException | Error e) {
            leave(current);
            LOG.error("{}: a worker failed between two deliveries", name, e);
        }
    }

    private void deliverAll() {
        completeAll();
        ClaimedDelivery delivery = next();
        while (delivery != null) {
            deliver(delivery);
            completeAll();
            delivery = next();
        }
    }

    /** Takes no delivery once this thread is interrupted: its attempt would be aborted immediately. */
    private @Nullable ClaimedDelivery next() {
        return Thread.currentThread().isInterrupted() ? null : lanes.next(clock.instant());
    }

    private void deliver(ClaimedDelivery delivery) {
        try {
            AttemptRunner.PreparedAttempt attempt = deliverer.prepare(delivery).orElse(null);
            if (attempt != null && blocking != null) {
                deliverer.complete(attempt, exchange(blocking, attempt));
            } else if (attempt != null) {
                exchanges.send(attempt);
            }
        } catch (RuntimeException | Error e) {
            release(delivery, e);
        }
        if (blocking != null) {
            // This worker takes one of the deliveries that can start now; if there is a second, the concurrency
            // limit has grown, and another worker starts. It counts no further: this runs for every delivery.
            startUpTo(lanes.startable(2, clock.instant()) - 1);
        }
    }

    /** Records the results that an asynchronous transport has reported. */
    private void completeAll() {
        PendingExchanges.Pending exchange = exchanges.poll();
        while (exchange != null) {
            try {
                deliverer.complete(exchange.attempt(), exchange.result());
            } catch (RuntimeException | Error e) {
                release(exchange.attempt().delivery(), e);
            } finally {
                if (exchanges.remove(exchange)) {
                    signalEnded();
                }
            }
            exchange = exchanges.poll();
        }
    }

    private void release(ClaimedDelivery delivery, Throwable failure) {
        LOG.error(
                "{}: delivery {} failed in the engine, not on the network; it is released",
                name,
                delivery.key(),
                failure);
        deliverer.release(delivery);
    }

    private DeliveryResult exchange(BlockingTransport transport, AttemptRunner.PreparedAttempt attempt) {
        try {
            return transport.exchange(attempt.request());
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{}: the transport violated its contract by throwing; delivery {} is recorded as failed",
                    name,
                    attempt.delivery().key(),
                    e);
            return new DeliveryResult.NoResponse(FailureCode.INTERNAL_ERROR, Timing.ofTotal(Duration.ZERO));
        }
    }

    /** Counts the workers to be started in addition to those that are starting, and returns them. */
    private List<Worker> enter(int workers) {
        Instant now = clock.instant();
        boolean loses;
        var entered = new ArrayList<Worker>(0);
        lock.lock();
        try {
            loses = writeOff(now);
            int missing = watch.allowed(Math.max(0, Math.min(workers - starting, most - active)), now);
            active += missing;
            starting += missing;
            for (int i = 0; i < missing; i++) {
                var worker = new Worker();
                entered.add(worker);
                watch.submitted(worker, now);
            }
        } finally {
            lock.unlock();
        }
        if (loses) {
            LOG.warn(
                    "{}: the executor has not begun workers within {}; it drops tasks, or has no thread for them",
                    name,
                    ExecutorWatch.PATIENCE);
        }
        return entered;
    }

    /**
     * Frees the places of workers that the executor has not begun in time; called with the lock held. Returns whether
     * they are the first ones.
     */
    private boolean writeOff(Instant now) {
        boolean wasLosing = watch.isLosing();
        int lost = starting == 0 ? 0 : watch.writeOff(now);
        starting -= lost;
        active -= lost;
        return lost > 0 && !wasLosing;
    }

    /** Counts a worker as running; returns false if it was written off, and its place is taken. */
    private boolean begin(Worker worker, Thread current) {
        lock.lock();
        try {
            if (watch.begun(worker)) {
                starting--;
            } else if (active < most) {
                active++;
            } else {
                return false;
            }
            threads.add(current);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void signalEnded() {
        lock.lock();
        try {
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean leaveIfNothingLeft(Thread current) {
        lock.lock();
        try {
            // With the lock held: work that arrives from now on finds this worker gone and starts another one.
            if (exchanges.hasReady() || (lanes.mayHaveNext() && !current.isInterrupted())) {
                return false;
            }
            threads.remove(current);
            active--;
            ended.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Thread current) {
        lock.lock();
        try {
            threads.remove(current);
            active--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Subtracts workers that were not started after all; returns whether the executor accepted the one before. */
    private boolean leave(List<Worker> notStarted) {
        Instant now = clock.instant();
        lock.lock();
        try {
            boolean first = false;
            for (Worker worker : notStarted) {
                first |= watch.refused(worker, now);
            }
            starting -= notStarted.size();
            active -= notStarted.size();
            ended.signalAll();
            return first;
        } finally {
            lock.unlock();
        }
    }
}
