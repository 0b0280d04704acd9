package io.github.webhooks4j.engine.internal.delivery;

import static io.github.webhooks4j.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.metrics.CompletedAttempt;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many workers record the results of a transport without threads; the metrics of the application hold up the first one. */
class AsynchronousWorkersTest {
    private static final DeliveryResult OK =
            new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ZERO));
    private static final Duration NEVER = Duration.ofMinutes(1);

    private final Queue<Consumer<? super DeliveryResult>> inFlight = new ConcurrentLinkedQueue<>();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        release.countDown();
        hub.close();
        threads.shutdown();
    }

    @Test
    void starts_no_second_worker_for_what_the_first_can_record() {
        holdFirstOf(10, NEVER);
        int before = started.get();

        respondTo(9);

        assertThat(started).hasValue(before);
        release.countDown();
        awaitComplete(10);
    }

    @Test
    void starts_a_second_worker_when_results_gather() {
        holdFirstOf(40, NEVER);
        int before = started.get();

        respondTo(39);

        assertThat(started).hasValueGreaterThan(before);
        awaitComplete(39);
    }

    @Test
    void records_a_result_although_the_only_worker_hangs() {
        holdFirstOf(2, Duration.ofMillis(2));

        respondTo(1);

        awaitComplete(1);
    }

    /** Returns when the requests are in flight and no worker runs but the one that holds the first result. */
    private void holdFirstOf(int requests, Duration pollInterval) {
        hub.engine.close();
        hub.engine = WebhookEngine.builder(hub.store, new HeldTransport())
                .clock(hub.clock)
                .pollInterval(pollInterval)
                .metrics(new HoldingMetrics())
                .executor(task -> {
                    started.incrementAndGet();
                    threads.execute(() -> {
                        task.run();
                        ended.incrementAndGet();
                    });
                })
                .start();
        for (int number = 0; number < requests; number++) {
            hub.create("https://host-" + number + ".example/hook");
        }
        hub.publish("push-1");
        await(() -> inFlight.size() == requests && started.get() == ended.get());
        respondTo(1);
        await(() -> held.getCount() == 0);
    }

    private void respondTo(int requests) {
        for (int number = 0; number < requests; number++) {
            inFlight.remove().accept(OK);
        }
    }

    private void awaitComplete(int chains) {
        await(() -> {
            hub.clock.advance(Duration.ofMillis(5)); // what no caller waits for is committed a little later
            return hub.engine.chainCounts().complete() == chains;
        });
    }

    private final class HoldingMetrics implements EngineMetrics {
        @Override
        public void onAttemptCompleted(CompletedAttempt attempt) {
            if (held.getCount() > 0) {
                held.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private final class HeldTransport implements Transport {
        @Override
        public DestinationCheck check(String url) {
            return new ScriptedTransport().check(url);
        }

        @Override
        public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
            inFlight.add(done);
            return Exchange.OVER;
        }
    }
}
