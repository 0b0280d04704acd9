package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 59, 60, 61, 100, 6_000, 1_000_000})
    void lets_no_more_than_its_rate_begin_in_any_minute(int perMinute) {
        Pace pace = pace(perMinute);
        var lastMinute = new ArrayDeque<Instant>();
        Instant now = NOW;
        int begun = 0;
        while (begun < perMinute * 2 + 3) {
            Instant opensAt = pace.opensAt(now);
            now = opensAt.isAfter(now) ? opensAt : now;
            pace.began(now);
            begun++;
            lastMinute.addLast(now);
            while (!lastMinute.getFirst().isAfter(now.minus(Duration.ofMinutes(1)))) {
                lastMinute.removeFirst();
            }
            assertThat(lastMinute).hasSizeLessThanOrEqualTo(perMinute);
        }
        // Two minutes' worth and three more take no longer than the spacing says.
        assertThat(now).isBeforeOrEqualTo(NOW.plusSeconds(61 * 2 + 61 * 3));
    }

    @Test
    void makes_up_for_a_second_that_was_missed_and_for_no_more() {
        Pace pace = pace(610);
        pace.began(NOW);
        Instant late = NOW.plusSeconds(30);

        int atOnce = 0;
        while (!pace.opensAt(late).isAfter(late)) {
            pace.began(late);
            atOnce++;
        }

        assertThat(atOnce).isEqualTo(10);
    }

    @Test
    void goes_on_though_the_clock_was_set_back() {
        Pace pace = pace(1);
        pace.began(NOW);

        assertThat(pace.opensAt(NOW.minusSeconds(3600))).isEqualTo(Instant.MIN);
    }

    @Test
    void is_kept_while_the_rate_is_the_same() {
        Pace pace = pace(5);

        assertThat(Pace.at(5, pace)).isSameAs(pace);
        assertThat(Pace.at(6, pace)).isNotSameAs(pace);
        assertThat(Pace.at(0, pace)).isNull();
    }

    @Test
    void takes_no_turn_back_that_it_did_not_give() {
        Pace pace = pace(1);

        pace.notBegun();

        assertThat(pace.opensAt(NOW)).isEqualTo(Instant.MIN);
    }

    @Test
    void is_fresh_again_when_its_last_turn_is_over() {
        Pace pace = pace(1);
        assertThat(pace.isFresh(NOW)).isTrue();
        pace.began(NOW);

        assertThat(pace.isFresh(NOW.plusSeconds(60))).isFalse();
        assertThat(pace.isFresh(NOW.plusSeconds(61))).isTrue();
    }

    private static Pace pace(int perMinute) {
        return requireNonNull(Pace.at(perMinute, null));
    }
}
