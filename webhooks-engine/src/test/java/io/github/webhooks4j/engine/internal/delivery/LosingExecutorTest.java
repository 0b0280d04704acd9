package io.github.webhooks4j.engine.internal.delivery;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.engine.health.HealthProblem.Kind;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine whose executor drops tasks, refuses them, or has no thread for them. */
class LosingExecutorTest {
    private final ExecutorService threads = Executors.newCachedThreadPool(LosingExecutorTest::daemon);
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final AtomicInteger submitted = new AtomicInteger();
    private final EngineFixture hub = new EngineFixture();

    @AfterEach
    void close() {
        dropping.set(false);
        hub.transport.release();
        hub.close();
        threads.shutdown();
    }

    @Test
    void delivers_when_an_executor_that_dropped_its_tasks_runs_them_again() {
        restart(hub.transport);
        dropping.set(true);
        hub.create(CI);
        hub.publish("push-1");
        await(() -> submitted.get() > 0);
        assertThat(hub.engine.health().isHealthy()).isTrue();

        hub.clock.advance(Duration.ofSeconds(10));
        awaitProblem(Kind.EXECUTOR_LOST);
        dropping.set(false);

        awaitDelivered(1);
        hub.clock.advance(Duration.ofMinutes(1));
        await(() -> hub.engine.health().isHealthy());
    }

    @Test
    void records_a_result_whose_worker_was_dropped() {
        restart(hub.transport.asynchronous());
        hub.transport.on(CI).hang();
        hub.create(CI);
        hub.publish("push-1");
        hub.request(CI, 1);
        dropping.set(true);
        hub.transport.release();

        hub.clock.advance(Duration.ofSeconds(10));

        await(() -> {
            // The clock moves on until the worker for the result is written off.
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.engine.chainCounts().complete() == 1;
        });
    }

    @Test
    void closes_without_waiting_for_workers_that_were_dropped() {
        restart(hub.transport);
        dropping.set(true);
        hub.create(CI);
        hub.publish("push-1");
        await(() -> submitted.get() > 0);

        assertThat(hub.engine.stopDelivering(Duration.ofHours(1))).isTrue();
    }

    @Test
    void does_not_fill_the_queue_of_an_executor_without_a_thread() {
        var pool = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), LosingExecutorTest::daemon);
        hub.engine.close();
        hub.engine = builder(hub.transport)
                .executor(pool)
                .maxInFlightPerDestination(8)
                .start();
        hub.transport.on(CI).hang();
        for (int webhook = 0; webhook < 30; webhook++) {
            WebhookId unused = hub.create(CI).id();
        }
        hub.publish("push-1");
        hub.request(CI, 1);
        int first = pool.getQueue().size();

        for (int minute = 0; minute < 60; minute++) {
            hub.clock.advance(Duration.ofMinutes(1));
            awaitProblem(Kind.EXECUTOR_LOST);
        }

        assertThat(pool.getQueue().size()).isLessThanOrEqualTo(Math.max(first, 30) + 20);
        pool.shutdownNow();
    }

    @Test
    void is_red_while_the_executor_refuses_all_workers() {
        restart(hub.transport);
        refusing.set(true);
        hub.create(CI);
        hub.publish("push-1");
        await(() -> submitted.get() > 0);

        await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return isProblem(Kind.EXECUTOR_REFUSED);
        });
        refusing.set(false);

        awaitDelivered(1);
        await(() -> hub.engine.health().isHealthy());
    }

    @Test
    void delivers_all_with_a_small_pool_that_drops_what_does_not_fit() {
        var pool = new ThreadPoolExecutor(
                2,
                2,
                0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                LosingExecutorTest::daemon,
                new ThreadPoolExecutor.DiscardPolicy());
        hub.engine.close();
        hub.engine = builder(hub.transport).executor(pool).start();
        for (int webhook = 0; webhook < 10; webhook++) {
            WebhookId unused = hub.create(CI).id();
        }
        for (int push = 0; push < 20; push++) {
            hub.engine.publish(hub.push("push-" + push));
        }

        await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.engine.chainCounts().complete() == 200;
        });
        pool.shutdown();
    }

    private void restart(Transport transport) {
        hub.engine.close();
        hub.engine = builder(transport)
                .executor(task -> {
                    submitted.incrementAndGet();
                    if (refusing.get()) {
                        throw new RejectedExecutionException("on purpose");
                    }
                    if (!dropping.get()) {
                        threads.execute(task);
                    }
                })
                .start();
    }

    private WebhookEngineBuilder builder(Transport transport) {
        return WebhookEngine.builder(hub.store, transport)
                .clock(hub.clock)
                .leaseTerm(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(2));
    }

    private void awaitProblem(Kind kind) {
        await(() -> isProblem(kind));
    }

    private boolean isProblem(Kind kind) {
        return hub.engine.health().problems().stream().anyMatch(problem -> problem.kind() == kind);
    }

    private void awaitDelivered(int chains) {
        await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.engine.chainCounts().complete() == chains;
        });
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "pool");
        thread.setDaemon(true);
        return thread;
    }
}
