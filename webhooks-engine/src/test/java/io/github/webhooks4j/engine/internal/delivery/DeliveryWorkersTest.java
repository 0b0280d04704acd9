package io.github.webhooks4j.engine.internal.delivery;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.engine.EngineFixture;
import io.github.webhooks4j.engine.HookedStore;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveryWorkersTest {
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void releases_a_delivery_that_could_not_be_prepared() {
        try (var hub = new EngineFixture()) {
            hub.engine.close();
            hub.engine = WebhookEngine.builder(
                            HookedStore.of(hub.store, (method, arguments) -> {
                                if (method.equals("settings") && failures.getAndIncrement() < 3) {
                                    throw new StoreException(StoreException.Reason.FAILED, "on purpose");
                                }
                            }),
                            hub.transport)
                    .clock(hub.clock)
                    .pollInterval(Duration.ofMillis(2))
                    .start();
            Webhook webhook = hub.create(CI);
            hub.transport.on(CI).respond(500).respond(200);
            ChainId chain = hub.publish("push-1");
            EngineFixture.await(() -> hub.transport.requests(CI).size() == 1);

            // The retry needs settings that are no longer the webhook's own.
            hub.engine.webhooks().update(webhook.id(), draft(CI).build());
            EngineFixture.await(() -> {
                hub.clock.advance(Duration.ofSeconds(1));
                return failures.get() >= 3 && hub.engine.chainCounts().complete() == 1;
            });

            assertThat(hub.history(chain).steps().get(0).attempts()).hasSize(2);
        }
    }

    @Test
    void records_an_attempt_whose_transport_throws() {
        try (var hub = new EngineFixture()) {
            hub.create(CI);
            hub.transport
                    .on(CI)
                    .respond(request -> {
                        throw new AssertionError("on purpose");
                    })
                    .respond(200);

            ChainId chain = hub.publish("push-1");
            hub.awaitAttempts(chain, 0, 1);
            hub.clock.advance(Duration.ofSeconds(10));
            hub.awaitState(chain, "complete");

            DeliveryResult first =
                    hub.history(chain).steps().get(0).attempts().get(0).result();
            assertThat(first).isEqualTo(new DeliveryResult.NoResponse(FailureCode.INTERNAL_ERROR, first.timing()));
        }
    }

    @Test
    void starts_workers_again_after_there_was_no_memory_for_a_thread() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (var hub = new EngineFixture(options -> options.executor(task -> {
            if (failures.getAndIncrement() < 3) {
                throw new OutOfMemoryError("unable to create native thread: on purpose");
            }
            threads.execute(task);
        }))) {
            hub.create(CI);

            hub.awaitState(hub.publish("push-1"), "complete");
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void starts_few_workers_though_each_ends_before_the_next_begins() {
        var started = new AtomicInteger();
        try (var hub = new EngineFixture(options -> options.executor(task -> {
            started.incrementAndGet();
            var thread = new Thread(task);
            thread.start();
            EngineFixture.await(() -> !thread.isAlive());
        }))) {
            hub.create(CI);
            hub.engine.publish(List.of(hub.push("push-1"), hub.push("push-2"), hub.push("push-3")));

            EngineFixture.await(() -> hub.engine.chainCounts().complete() == 3);
        }
        assertThat(started).hasValueLessThan(10);
    }

    @Test
    void begins_nothing_on_an_interrupted_thread() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (var hub = new EngineFixture(options -> options.maxInFlight(1).executor(threads))) {
            hub.create(CI);
            hub.transport.on(CI).hang();
            hub.publish("push-1");
            hub.publish("push-2");
            hub.request(CI, 1);

            threads.shutdownNow();

            EngineFixture.await(threads::isTerminated);
            assertThat(hub.transport.requests(CI)).hasSize(1);
        }
    }
}
