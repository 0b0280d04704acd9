package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("stress")
class FairnessTest {
    private final EngineFixture hub =
            new EngineFixture(options -> options.maxInFlight(8).maxInFlightPerDestination(3));

    @AfterEach
    void close() {
        hub.transport.on(CI).respond(200);
        hub.transport.release();
        hub.close();
    }

    @Test
    void a_destination_has_no_more_in_flight_than_its_limit() {
        hub.create(CI);
        letSucceed(3);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 10; event++) {
            hub.publish("push-" + event);
        }

        hub.request(CI, 6);

        assertThat(hub.transport.requests(CI)).hasSize(6);
        hub.transport.on(CI).respond(200);
        hub.transport.release();
        EngineFixture.await(() -> hub.engine.chainCounts().complete() == 13);
    }

    @Test
    void a_destination_that_has_never_succeeded_has_one_in_flight() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 10; event++) {
            hub.publish("push-" + event);
        }

        hub.create(DEPLOY);
        hub.publish("push-last");
        hub.request(DEPLOY, 1);

        assertThat(hub.transport.requests(CI)).hasSize(1);
    }

    @Test
    void a_destination_that_hangs_slows_only_itself() {
        hub.create(CI);
        hub.create(DEPLOY);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 50; event++) {
            hub.publish("push-" + event);
        }

        hub.request(DEPLOY, 50);

        assertThat(hub.transport.requests(CI)).hasSize(1);
        assertThat(hub.engine.chainCounts().delivering()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void destinations_that_hang_leave_places_to_others_however_many_they_are() {
        hub.create(DEPLOY);
        hub.awaitState(hub.publish("push-first"), "complete");
        List<String> hanging = IntStream.range(0, 300)
                .mapToObj(number -> "https://tarpit.example/hook/" + number)
                .toList();
        for (String destination : hanging) {
            hub.create(destination);
            hub.transport.on(destination).hang();
        }
        for (int event = 0; event < 50; event++) {
            hub.publish("push-" + event);
        }

        hub.request(DEPLOY, 51);

        assertThat(requestsTo(hanging)).as("six of eight, the rest is kept").isEqualTo(6);
        hanging.forEach(destination -> hub.transport.on(destination).respond(200));
        hub.transport.release();
        EngineFixture.await(() -> requestsTo(hanging) > 300);
    }

    @Test
    void a_customer_whose_url_hangs_every_other_time_keeps_no_other_waiting() {
        var turns = new AtomicInteger();
        var hung = new CountDownLatch(1);
        List<String> hanging = IntStream.range(0, 100)
                .mapToObj(number -> "https://moody.example/hook/" + number)
                .toList();
        for (String destination : hanging) {
            hub.create(destination);
            hub.transport.on(destination).respond(request -> {
                if (turns.incrementAndGet() % 2 == 0) {
                    awaitQuietly(hung);
                }
                return new DeliveryResult.Response(200, null, null, "", Timing.ofTotal(Duration.ZERO));
            });
        }
        try {
            for (int event = 0; event < 3; event++) {
                hub.publish("moody-" + event);
            }
            EngineFixture.await(() -> requestsTo(hanging) >= 11);
            hub.create(DEPLOY);
            for (int event = 0; event < 50; event++) {
                hub.publish("push-" + event);
            }

            hub.request(DEPLOY, 50);
        } finally {
            hung.countDown();
        }
    }

    @Test
    void one_owner_keeps_no_other_waiting_wherever_its_webhooks_lead() {
        List<String> hanging = IntStream.range(0, 100)
                .mapToObj(number -> "https://tarpit" + number + ".example/hook")
                .toList();
        for (String destination : hanging) {
            hub.engine
                    .webhooks()
                    .create(EngineFixture.draft(destination).owner("noisy").build());
            hub.transport.on(destination).hang();
        }
        hub.publish("noisy");
        EngineFixture.await(() -> requestsTo(hanging) == 6);
        hub.create(DEPLOY);
        for (int event = 0; event < 50; event++) {
            hub.publish("push-" + event);
        }

        hub.request(DEPLOY, 50);

        assertThat(requestsTo(hanging)).isEqualTo(6);
    }

    @Test
    void probes_a_webhook_first_that_was_failing_when_the_engine_stopped() {
        hub.create(CI);
        hub.transport.on(CI).respond(500);
        for (int event = 0; event < 3; event++) {
            hub.awaitAttempts(hub.publish("push-" + event), 0, 1);
        }
        hub.engine.close();
        hub.engine = hub.start(options -> options);

        hub.awaitAttempts(hub.publish("probe"), 0, 1);
        hub.publish("held");

        hub.create(DEPLOY);
        hub.publish("last");
        hub.request(DEPLOY, 1);
        assertThat(hub.transport.requests(CI))
                .as("the circuit is open after one more failure")
                .hasSize(4);
        hub.clock.advance(Duration.ofSeconds(1));
        hub.request(CI, 5);
    }

    @Test
    void a_destination_that_keeps_failing_is_probed_by_one_attempt_at_a_time() {
        hub.create(CI);
        hub.transport.on(CI).respond(500);
        for (int event = 0; event < 5; event++) {
            hub.awaitAttempts(hub.publish("push-" + event), 0, 1);
        }
        ChainId one = hub.publish("push-6");
        ChainId other = hub.publish("push-7");

        hub.clock.advance(Duration.ofSeconds(1));
        EngineFixture.await(() -> attempts(one) + attempts(other) == 1);
        assertThat(hub.transport.requests(CI)).hasSize(6);

        hub.transport.on(CI).respond(200);
        hub.clock.advance(Duration.ofMinutes(1));
        EngineFixture.await(() -> hub.engine.chainCounts().complete() == 7);
    }

    @Test
    void what_waits_behind_an_open_circuit_is_anybodys() {
        hub.create(CI);
        letSucceed(3);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 50; event++) {
            hub.publish("push-" + event);
        }
        hub.request(CI, 6);

        hub.transport.on(CI).respond(500);
        hub.transport.release();

        EngineFixture.await(
                () -> hub.store.lanes().stream().anyMatch(lane -> !lane.at().isAfter(hub.clock.instant())));
    }

    /** Lets pushes to {@code CI} succeed, so that its window grows. */
    private void letSucceed(int pushes) {
        for (int push = 0; push < pushes; push++) {
            hub.awaitState(hub.publish("success-" + push), "complete");
        }
    }

    private long requestsTo(List<String> destinations) {
        return hub.transport.requests().stream()
                .filter(request -> destinations.contains(request.url()))
                .count();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int attempts(ChainId chain) {
        return hub.history(chain).steps().get(0).attempts().size();
    }
}
