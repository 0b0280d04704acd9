package io.github.webhooks4j.engine.internal.lane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.LaneFixture;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 59, 60, 61, 100, 6_000, 1_000_000})
    void lets_no_more_than_its_limit_start_in_any_minute(int perMinute) {
        Instant end = startAsFastAsItMay(perMinute * 2 + 3, 0, RateLimit.perMinute(perMinute));

        // Two minutes' worth and three more take no longer than the spacing requires.
        assertThat(end).isBeforeOrEqualTo(NOW.plusSeconds(61 * 2 + 61 * 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20, 21, 50, 999, 10_000})
    void lets_no_more_than_its_limit_start_in_any_second(int perSecond) {
        Instant end = startAsFastAsItMay(perSecond * 3, 0, RateLimit.perSecond(perSecond));

        assertThat(end).isBetween(NOW.plusMillis(1_900), NOW.plusMillis(3_150));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 20, 21, 50, 999})
    void keeps_the_limit_of_a_second_however_late_attempts_start(int perSecond) {
        for (int seed = 1; seed <= 20; seed++) {
            startAsFastAsItMay(perSecond * 5 + 20, seed, RateLimit.perSecond(perSecond));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 30", "10, 599", "10, 600", "10, 601", "3, 180", "100, 1000", "5, 1000000"})
    void keeps_two_limits_at_once(int perSecond, int perMinute) {
        for (int seed = 0; seed < 5; seed++) {
            startAsFastAsItMay(
                    perMinute > 1_000 ? 100 : perMinute * 2 + 3,
                    seed,
                    RateLimit.perSecond(perSecond),
                    RateLimit.perMinute(perMinute));
        }
    }

    /**
     * Starts attempts, checks every limit in every period, and returns when the last one has started.
     *
     * @param seed of the delays with which some start; 0 for none
     */
    private static Instant startAsFastAsItMay(int attempts, int seed, RateLimit... limits) {
        RateLimiter pace = pace(limits);
        var random = new Random(seed);
        List<ArrayDeque<Instant>> lately =
                Stream.of(limits).map(limit -> new ArrayDeque<Instant>()).toList();
        Instant now = NOW;
        for (int started = 0; started < attempts; started++) {
            if (seed > 0 && random.nextInt(3) == 0) {
                now = now.plusNanos(random.nextLong(200_000_000));
            }
            Instant opensAt = pace.nextPermitAt(now);
            now = opensAt.isAfter(now) ? opensAt : now;
            pace.acquire(now);
            pace.ended();
            for (int i = 0; i < limits.length; i++) {
                ArrayDeque<Instant> inPeriod = lately.get(i);
                inPeriod.addLast(now);
                while (!inPeriod.getFirst().isAfter(now.minus(limits[i].period().length()))) {
                    inPeriod.removeFirst();
                }
                assertThat(inPeriod).as(limits[i].toString()).hasSizeLessThanOrEqualTo(limits[i].attempts());
            }
        }
        return now;
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
    void makes_up_for_50_milliseconds_of_a_second_and_for_no_more() {
        RateLimiter pace = pace(RateLimit.perSecond(105));
        pace.acquire(NOW);
        Instant late = NOW.plusSeconds(30);

        int atOnce = 0;
        while (!pace.nextPermitAt(late).isAfter(late)) {
            pace.acquire(late);
            atOnce++;
        }

        assertThat(atOnce).isEqualTo(5);
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

        assertThat(at(List.of(RateLimit.perMinute(5)), pace, 0)).isSameAs(pace);
        assertThat(at(List.of(RateLimit.perMinute(6)), pace, 0)).isNotSameAs(pace);
        assertThat(at(List.of(RateLimit.perSecond(5)), pace, 0)).isNotSameAs(pace);
        assertThat(at(List.of(), pace, 0)).isNull();
    }

    @Test
    void ignores_the_end_of_a_turn_that_it_did_not_grant() {
        RateLimiter pace = pace(1);

        pace.skipped();

        assertThat(pace.nextPermitAt(NOW)).isEqualTo(Instant.MIN);
    }

    @Test
    void refunds_a_turn_that_was_not_used() {
        RateLimiter pace = pace(1);
        pace.acquire(NOW);

        pace.skipped();

        assertThat(pace.nextPermitAt(NOW)).isEqualTo(Instant.MIN);
    }

    @Test
    void refunds_no_turn_after_which_another_attempt_has_started() {
        RateLimiter pace = pace(1);
        pace.acquire(NOW);
        pace.acquire(NOW.plusSeconds(61));

        pace.skipped();
        pace.skipped();

        assertThat(pace.nextPermitAt(NOW.plusSeconds(61))).isEqualTo(NOW.plusSeconds(122));
    }

    @Test
    void refunds_no_turn_for_an_attempt_that_former_limits_have_granted() {
        RateLimiter pace = requireNonNull(at(List.of(RateLimit.perMinute(1)), null, 1));
        pace.acquire(NOW);

        pace.skipped();

        assertThat(pace.nextPermitAt(NOW)).isEqualTo(NOW.plusSeconds(61));
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
        return pace(RateLimit.perMinute(perMinute));
    }

    private static RateLimiter pace(RateLimit... limits) {
        return requireNonNull(at(List.of(limits), null, 0));
    }

    private static @Nullable RateLimiter at(List<RateLimit> limits, @Nullable RateLimiter former, int inFlight) {
        return RateLimiter.at(limits, former, inFlight, LaneFixture.ALONE, LaneFixture.A);
    }
}
