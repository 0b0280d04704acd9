package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairnessTest {
    private final EngineFixture hub =
            new EngineFixture(options -> options.maxInFlight(8).maxInFlightPerDestination(3));

    @AfterEach
    void close() {
        hub.transport.on(CI).answer(200);
        hub.transport.release();
        hub.close();
    }

    @Test
    void a_destination_has_no_more_in_flight_than_its_limit() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 10; event++) {
            hub.publish("push-" + event);
        }

        hub.request(CI, 3);

        assertThat(hub.transport.requests(CI)).hasSize(3);
        hub.transport.on(CI).answer(200);
        hub.transport.release();
        EngineFixture.await(() -> hub.engine.ledger().complete() == 10);
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

        assertThat(hub.transport.requests(CI)).hasSize(3);
        assertThat(hub.engine.ledger().pending()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void destinations_that_hang_leave_places_to_others_however_many_they_are() {
        var hanging = List.of(CI, CI + "/2", CI + "/3", CI + "/4");
        for (String destination : hanging) {
            hub.create(destination);
            hub.transport.on(destination).hang();
        }
        hub.publish("push-a");
        hub.publish("push-b");
        hanging.forEach(destination -> hub.request(destination, 1));
        hub.create(DEPLOY);
        for (int event = 0; event < 50; event++) {
            hub.publish("push-" + event);
        }

        hub.request(DEPLOY, 50);

        assertThat(hanging.stream()
                        .mapToInt(destination ->
                                hub.transport.requests(destination).size())
                        .sum())
                .isEqualTo(6);
        hanging.forEach(destination -> hub.transport.on(destination).answer(200));
        hub.transport.release();
        EngineFixture.await(() -> hub.engine.ledger().pending() == 0);
    }

    @Test
    void a_destination_that_keeps_failing_is_probed_by_one_attempt_at_a_time() {
        hub.create(CI);
        hub.transport.on(CI).answer(500);
        for (int event = 0; event < 5; event++) {
            hub.awaitAttempts(hub.publish("push-" + event), 0, 1);
        }
        ChainId one = hub.publish("push-6");
        ChainId other = hub.publish("push-7");

        hub.clock.advance(Duration.ofSeconds(1));
        EngineFixture.await(() -> attempts(one) + attempts(other) == 1);
        assertThat(hub.transport.requests(CI)).hasSize(6);

        hub.transport.on(CI).answer(200);
        hub.clock.advance(Duration.ofMinutes(1));
        EngineFixture.await(() -> hub.engine.ledger().complete() == 7);
    }

    @Test
    void what_waits_behind_an_open_circuit_is_anybodys() {
        hub.create(CI);
        hub.transport.on(CI).hang();
        for (int event = 0; event < 50; event++) {
            hub.publish("push-" + event);
        }
        hub.request(CI, 3);

        hub.transport.on(CI).answer(500);
        hub.transport.release();

        EngineFixture.await(() -> hub.store.lanes(hub.clock.instant()).stream()
                .anyMatch(lane -> !lane.at().isAfter(hub.clock.instant())));
    }

    private int attempts(ChainId chain) {
        return hub.history(chain).steps().get(0).attempts().size();
    }
}
