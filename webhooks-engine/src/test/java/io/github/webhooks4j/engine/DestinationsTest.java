package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.DEPLOY;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.health.CircuitState;
import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.internal.lane.AttemptResult;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationsTest extends LaneFixture {
    @Test
    void of_an_engine_are_those_with_work() {
        try (var hub = new EngineFixture()) {
            hub.transport.on(CI).hang().respond(200);
            Webhook webhook = hub.create(CI);
            assertThat(hub.engine.destinations()).isEmpty();
            hub.publish("push-1");
            hub.publish("push-2");
            hub.request(CI, 1);

            assertThat(hub.engine.destinations())
                    .containsExactly(new DestinationState(
                            webhook.id(),
                            0,
                            "ci.example:443",
                            1,
                            1,
                            1,
                            false,
                            new CircuitState.Closed(0),
                            List.of(),
                            null));

            hub.transport.release();
            await(() -> hub.engine.destinations().isEmpty());
        }
    }

    @Test
    void of_a_closed_engine_are_none_that_wait() {
        var hub = new EngineFixture();
        hub.transport.on(DEPLOY).respond(500);
        hub.create(DEPLOY);
        hub.publish("push-1");
        hub.request(DEPLOY, 1);

        hub.close();

        assertThat(hub.engine.destinations()).isEmpty();
    }

    @Test
    void show_when_a_circuit_is_probed_next() {
        open(A);
        offerToStore(A);

        assertThat(state(A).circuit()).isEqualTo(new CircuitState.Open(5, NOW.plusSeconds(1)));
        assertThat(state(A).circuit().code()).isEqualTo("open");
        assertThat(lanes.destinations(NOW.plusSeconds(1)).get(0).circuit()).isEqualTo(new CircuitState.HalfOpen(5));
    }

    @Test
    void show_failures_before_the_circuit_opens() {
        offer(A, "1");
        begin(1);
        lanes.ended(A, AttemptResult.FAILED, NOW);
        offer(A, "2");

        assertThat(state(A).circuit()).isEqualTo(new CircuitState.Closed(1));
    }

    @Test
    void show_what_waits_in_the_store_and_the_rate() {
        agreedPerMinute = 60;
        LaneKey lane = lane("wh_c");
        lanes.noteNextDue(lane, NOW.plusSeconds(7));

        assertThat(lanes.destinations(NOW))
                .filteredOn(state -> state.webhook().equals(lane.webhook()))
                .singleElement()
                .isEqualTo(new DestinationState(
                        lane.webhook(),
                        0,
                        lane.toString(),
                        0,
                        1,
                        0,
                        false,
                        new CircuitState.Closed(0),
                        List.of(RateLimit.perMinute(60)),
                        NOW.plusSeconds(7)));
    }

    @Test
    void show_that_a_webhook_is_disabled() {
        lanes.park(A.webhook());
        offerToStore(A);

        assertThat(state(A).parked()).isTrue();
    }

    @Test
    void lists_those_in_most_trouble_first() {
        offer(B, "1", "2");
        LaneKey failing = lane("wh_f");
        offer(failing, "1");
        begin(3);
        lanes.ended(failing, AttemptResult.FAILED, NOW);
        offerToStore(failing);
        open(A);
        offerToStore(A);

        assertThat(lanes.destinations(NOW))
                .extracting(state -> state.webhook().value())
                .containsExactly("wh_a", "wh_f", "wh_b");
    }

    @Test
    void has_at_most_1000() {
        for (int number = 0; number < 3_000; number++) {
            lanes.noteNextDue(lane("wh_" + number), NOW.plus(Duration.ofHours(1)));
        }
        open(A);
        offerToStore(A);

        List<DestinationState> worst = lanes.destinations(NOW);

        assertThat(worst).hasSize(1_000);
        assertThat(worst.get(0).webhook()).isEqualTo(A.webhook());
        assertThat(lanes.totals().lanes()).isEqualTo(3_001);
        assertThat(lanes.totals().openCircuits()).isEqualTo(1);
    }

    private void offerToStore(LaneKey lane) {
        lanes.noteNextDue(lane, NOW.plusSeconds(1));
    }

    private DestinationState state(LaneKey lane) {
        return lanes.destinations(NOW).stream()
                .filter(state -> state.webhook().equals(lane.webhook()))
                .findFirst()
                .orElseThrow();
    }
}
