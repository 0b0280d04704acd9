package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.Transport;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts whose requests an asynchronous transport has in flight, and those with a result that no worker has
 * recorded yet. The lanes limit their number; none needs a thread. Thread-safe.
 */
final class PendingExchanges {
    private static final Logger LOG = LoggerFactory.getLogger(PendingExchanges.class);

    private final String name;
    private final Transport transport;
    private final Runnable resultReady;
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private final Queue<Pending> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger readyCount = new AtomicInteger();
    private volatile boolean aborting;

    /**
     * Creates a set without exchanges.
     *
     * @param resultReady called on the transport's threads when {@link #poll} has a result; must not block
     */
    PendingExchanges(String name, Transport transport, Runnable resultReady) {
        this.name = name;
        this.transport = transport;
        this.resultReady = resultReady;
    }

    /** Passes the request of a prepared attempt to the transport. Does not wait for the network. */
    void send(AttemptRunner.PreparedAttempt attempt) {
        var exchange = new Pending(attempt);
        pending.add(exchange);
        try {
            exchange.started(transport.send(attempt.request(), exchange));
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    /** Returns an exchange whose result is to be recorded now; null if there is none. The caller {@linkplain #remove removes} it afterwards. */
    @Nullable Pending poll() {
        Pending next = ready.poll();
        if (next != null) {
            readyCount.decrementAndGet();
        }
        return next;
    }

    /** Returns about how many results {@link #poll} has. */
    int readyCount() {
        return readyCount.get();
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Removes an exchange whose result was recorded; returns whether it was the last one. */
    boolean remove(Pending exchange) {
        pending.remove(exchange);
        return pending.isEmpty();
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Aborts all exchanges in flight, and every later one as soon as it starts. */
    void abort() {
        aborting = true;
        pending.forEach(Pending::abort);
    }

    /** One attempt in flight, and later its result. */
    final class Pending implements Consumer<DeliveryResult> {
        private final AttemptRunner.PreparedAttempt attempt;
        private final AtomicReference<@Nullable DeliveryResult> result = new AtomicReference<>();
        private volatile @Nullable Exchange exchange;

        private Pending(AttemptRunner.PreparedAttempt attempt) {
            this.attempt = attempt;
        }

        AttemptRunner.PreparedAttempt attempt() {
            return attempt;
        }

        /** Returns the result of an exchange that {@link #poll} returned. */
        DeliveryResult result() {
            DeliveryResult reported = result.get();
            if (reported == null) {
                throw new IllegalStateException("the exchange is still in flight");
            }
            return reported;
        }

        @Override
        public void accept(DeliveryResult reported) {
            if (!result.compareAndSet(null, reported)) {
                LOG.error(
                        "{}: the transport violated its contract by reporting a second result; that of delivery {} is ignored",
                        name,
                        attempt.delivery().key());
                return;
            }
            becomeReady();
        }

        private void becomeReady() {
            ready.add(this);
            readyCount.incrementAndGet();
            resultReady.run();
        }

        private void started(Exchange started) {
            exchange = started;
            if (aborting) {
                started.abort();
            }
        }

        private void fail(Throwable failure) {
            LOG.error(
                    "{}: the transport violated its contract by throwing; delivery {} is recorded as failed",
                    name,
                    attempt.delivery().key(),
                    failure);
            var failed = new DeliveryResult.NoResponse(FailureCode.INTERNAL_ERROR, Timing.ofTotal(Duration.ZERO));
            if (result.compareAndSet(null, failed)) {
                becomeReady();
            }
        }

        private void abort() {
            Exchange started = exchange;
            if (started != null) {
                try {
                    started.abort();
                } catch (RuntimeException e) {
                    LOG.error("{}: the transport violated its contract by throwing when it aborted", name, e);
                }
            }
        }
    }
}
