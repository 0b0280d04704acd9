package io.github.webhooks4j.engine.internal.lane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 59, 60, 61, 100, 6_000, 1_000_000})
    void lets_no_more_than_its_rate_begin_in_any_minute(int perMinute) {
        RateLimiter pace = pace(perMinute);
        var lastMinute = new ArrayDeque<Instant>();
        Instant now = NOW;
        int begun = 0;
        while (begun < perMinute * 2 + 3) {
            Instant opensAt = pace.nextPermitAt(now);
            now = opensAt.isAfter(now) ? opensAt : now;
            pace.acquire(now);
            begun++;
            lastMinute.addLast(now);
            while (!lastMinute.getFirst().isAfter(now.minus(Duration.ofMinutes(1)))) {
                lastMinute.removeFirst();
            }
            assertThat(lastMinute).hasSizeLessThanOrEqualTo(perMinute);
        }
        // Two minutes' worth and three more take no longer than the spacing requires.
        assertThat(now).isBeforeOrEqualTo(NOW.plusSeconds(61 * 2 + 61 * 3));
    }

    @Test
    void makes_up_for_a_second_that_was_missed_and_for_no_more() {
        RateLimiter pace = pace(610);
        pace.acquire(NOW);
        Instant late = NOW.plusSeconds(30);

        int atOnce = 0;
        while (!pace.nextPermitAt(late).isAfter(late)) {
            pace.acquire(late);
            atOnce++;
        }

        assertThat(atOnce).isEqualTo(10);
    }

    @Test
    void goes_on_though_the_clock_was_set_back() {
        RateLimiter pace = pace(1);
        pace.acquire(NOW);

        assertThat(pace.nextPermitAt(NOW.minusSeconds(3600))).isEqualTo(Instant.MIN);
    }

    @Test
    void is_kept_while_the_rate_is_the_same() {
        RateLimiter pace = pace(5);

        assertThat(RateLimiter.at(5, pace)).isSameAs(pace);
        assertThat(RateLimiter.at(6, pace)).isNotSameAs(pace);
        assertThat(RateLimiter.at(0, pace)).isNull();
    }

    @Test
    void ignores_the_end_of_a_turn_that_it_did_not_grant() {
        RateLimiter pace = pace(1);

        pace.refund();

        assertThat(pace.nextPermitAt(NOW)).isEqualTo(Instant.MIN);
    }

    @Test
    void is_fresh_again_when_its_last_turn_is_over() {
        RateLimiter pace = pace(1);
        assertThat(pace.isIdle(NOW)).isTrue();
        pace.acquire(NOW);

        assertThat(pace.isIdle(NOW.plusSeconds(60))).isFalse();
        assertThat(pace.isIdle(NOW.plusSeconds(61))).isTrue();
    }

    private static RateLimiter pace(int perMinute) {
        return requireNonNull(RateLimiter.at(perMinute, null));
    }
}
