package io.github.webhooks4j.jdbc.internal.queue;

import static io.github.webhooks4j.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LowWaterMarksTest {
    private static final LaneKey LANE = new LaneKey(new WebhookId("w"), 0);

    private final LowWaterMarks water = new LowWaterMarks(2);

    @Test
    void looks_at_everything_at_first() {
        assertThat(low(LANE)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void looks_ten_seconds_below_the_earliest_that_is_left() {
        water.advance(ask(), List.of(new LaneDueTime(LANE, NOW.minusSeconds(7))), NOW);

        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(17));
    }

    @Test
    void looks_ten_seconds_back_when_nothing_is_left_or_only_what_is_due_later() {
        water.advance(ask(), List.of(), NOW);
        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(10));

        water.advance(ask(), List.of(new LaneDueTime(LANE, NOW.plusSeconds(3_600))), NOW);
        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    void looks_lower_when_something_earlier_comes_in() {
        water.advance(ask(), List.of(), NOW);

        water.lower(LANE, NOW.minusSeconds(600));

        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(610));
    }

    @Test
    void follows_what_a_full_scan_saw() {
        water.advance(ask(), List.of(), NOW);

        water.reset(List.of(new LaneDueTime(LANE, NOW.minusSeconds(900))), NOW);
        assertThat(low(LANE)).isEqualTo(NOW.minusSeconds(910));

        water.reset(List.of(), NOW);
        assertThat(low(LANE)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void remembers_no_more_lanes_than_it_may() {
        for (int step = 0; step < 3; step++) {
            var lane = new LaneKey(new WebhookId("w"), step);
            water.advance(List.of(new ClaimRange(lane, 1, Instant.EPOCH)), List.of(), NOW);
        }

        assertThat(low(new LaneKey(new WebhookId("w"), 1))).isAfter(Instant.EPOCH);
        assertThat(low(new LaneKey(new WebhookId("w"), 2))).isEqualTo(Instant.EPOCH);
    }

    private static List<ClaimRange> ask() {
        return List.of(new ClaimRange(LANE, 1, Instant.EPOCH));
    }

    private Instant low(LaneKey lane) {
        return water.ranges(List.of(new ClaimRequest(lane, 1))).get(0).availableFrom();
    }
}
