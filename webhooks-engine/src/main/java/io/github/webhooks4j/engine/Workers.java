package io.github.webhooks4j.engine;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.transport.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that put requests on the wire. A worker is started when something can begin and fewer than the most are at work;
 * it goes from delivery to delivery and ends when nothing can begin. Thread-safe.
 */
final class Workers implements DeliveryPool {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final String name;
    private final Executor executor;
    private final int most;
    private final Lanes lanes;
    private final Deliverer deliverer;
    private final Transport transport;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<Thread> threads = new HashSet<>(); // guarded by lock
    private volatile boolean refused; // the last attempt to start a worker, which is logged once
    private int active; // guarded by lock
    private int starting; // guarded by lock; of the active ones, those that have not looked for work yet

    Workers(
            String name,
            Executor executor,
            int most,
            Lanes lanes,
            Deliverer deliverer,
            Transport transport,
            Clock clock) {
        this.name = name;
        this.executor = executor;
        this.most = most;
        this.lanes = lanes;
        this.deliverer = deliverer;
        this.transport = transport;
        this.clock = clock;
    }

    /** Starts as many workers as could begin something, beyond those that are about to look for work anyway. */
    @Override
    public void wake() {
        startUpTo(lanes.startable(most, clock.instant()));
    }

    private void startUpTo(int workers) {
        // Counted once: workers may find nothing and be gone as fast as others are started.
        for (int missing = enter(workers); missing > 0; missing--) {
            try {
                executor.execute(this::work);
                refused = false;
            } catch (RuntimeException | Error e) {
                // Rejected, or no memory for a thread. The dispatcher's next step tries again.
                if (!refused) {
                    LOG.warn("{}: no worker could be started; deliveries go on with those there are", name, e);
                }
                refused = true;
                leave(missing);
                return;
            }
        }
    }

    @Override
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (active > 0 && nanos > 0) {
                nanos = ended.awaitNanos(nanos);
            }
            return active == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the attempts in flight: they end as aborted and are recorded. */
    @Override
    public void abort() {
        lock.lock();
        try {
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        Thread current = Thread.currentThread();
        lock.lock();
        try {
            threads.add(current);
        } finally {
            lock.unlock();
        }
        started();
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
        DueDelivery delivery = next();
        while (delivery != null) {
            deliver(delivery);
            delivery = next();
        }
    }

    /** Whoever interrupted this thread wants it back: nothing more is begun on it, only to be called off at once. */
    private @Nullable DueDelivery next() {
        return Thread.currentThread().isInterrupted() ? null : lanes.next(clock.instant());
    }

    private void deliver(DueDelivery delivery) {
        try {
            var begun = deliverer.begin(delivery);
            if (begun.isPresent()) {
                deliverer.end(begun.get(), send(begun.get()));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("{}: delivery {} failed here, not on the wire; it is given back", name, delivery.key(), e);
            deliverer.giveBack(delivery);
        }
        // This worker takes one of what could begin now; if there is more, its window has grown, and another one starts
        // beside it. No further is counted, since this is done for every delivery.
        startUpTo(lanes.startable(2, clock.instant()) - 1);
    }

    private DeliveryResult send(Deliverer.Begun begun) {
        try {
            return transport.deliver(begun.request());
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{}: the transport threw, which it must not; delivery {} failed",
                    name,
                    begun.delivery().key(),
                    e);
            return new DeliveryResult.NotAnswered(FailureCode.SENDER_FAILED, Timing.ofTotal(Duration.ZERO));
        }
    }

    /** Counts workers that are about to be started, beyond those that are starting; returns how many. */
    private int enter(int workers) {
        lock.lock();
        try {
            int missing = Math.max(0, Math.min(workers - starting, most - active));
            active += missing;
            starting += missing;
            return missing;
        } finally {
            lock.unlock();
        }
    }

    private void started() {
        lock.lock();
        try {
            starting--;
        } finally {
            lock.unlock();
        }
    }

    private boolean leaveIfNothingLeft(Thread current) {
        lock.lock();
        try {
            // Asked with the lock held: whoever offers something now finds this worker gone and starts another.
            if (lanes.mayHaveNext() && !current.isInterrupted()) {
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

    /** Counts out workers that were not started after all. */
    private void leave(int notStarted) {
        lock.lock();
        try {
            starting -= notStarted;
            active -= notStarted;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
