package io.github.webhooks4j.jdbc;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.store.LaneClaim;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LowWaterTest {
    private static final LaneKey LANE = new LaneKey(new WebhookId("w"), 0);

    private final LowWater water = new LowWater(2);

    @Test
    void looks_at_everything_at_first() {
        assertThat(low(LANE)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void looks_ten_seconds_below_the_earliest_that_is_left() {
        water.sawRest(ask(), List.of(new LaneDue(LANE, NOW.minusSeconds(7))), NOW);

        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(17));
    }

    @Test
    void looks_ten_seconds_back_when_nothing_is_left_or_only_what_is_due_later() {
        water.sawRest(ask(), List.of(), NOW);
        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(10));

        water.sawRest(ask(), List.of(new LaneDue(LANE, NOW.plusSeconds(3_600))), NOW);
        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    void looks_lower_when_something_earlier_comes_in() {
        water.sawRest(ask(), List.of(), NOW);

        water.lower(LANE, NOW.minusSeconds(600));

        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(610));
    }

    @Test
    void goes_by_what_was_seen_when_all_was_looked_at() {
        water.sawRest(ask(), List.of(), NOW);

        water.sawAll(List.of(new LaneDue(LANE, NOW.minusSeconds(900))), NOW);
        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(910));

        water.sawAll(List.of(), NOW);
        assertThat(low(LANE)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void remembers_no_more_lanes_than_it_may() {
        for (int step = 0; step < 3; step++) {
            var lane = new LaneKey(new WebhookId("w"), step);
            water.sawRest(List.of(new LaneAsk(lane, 1, Instant.EPOCH)), List.of(), NOW);
        }

        assertThat(low(new LaneKey(new WebhookId("w"), 1))).isAfter(Instant.EPOCH);
        assertThat(low(new LaneKey(new WebhookId("w"), 2))).isEqualTo(Instant.EPOCH);
    }

    private static List<LaneAsk> ask() {
        return List.of(new LaneAsk(LANE, 1, Instant.EPOCH));
    }

    private Instant low(LaneKey lane) {
        return water.asks(List.of(new LaneClaim(lane, 1))).get(0).low();
    }
}
