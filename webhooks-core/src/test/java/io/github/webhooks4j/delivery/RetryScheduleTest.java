package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {
    private static final RandomGenerator MIDDLE = fixed(0.5);

    @Test
    void tries_twelve_times_by_default_over_three_days() {
        RetrySchedule schedule = RetrySchedule.ofDefaults();

        assertThat(schedule.attempts()).isEqualTo(12);
        assertThat(schedule.jitter()).isEqualTo(0.2);
        assertThat(IntStream.rangeClosed(1, 11)
                        .mapToObj(failures ->
                                schedule.delayAfter(failures, MIDDLE).orElseThrow())
                        .map(Duration::toString))
                .containsExactly(
                        "PT5S", "PT30S", "PT2M", "PT10M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H");
        assertThat(schedule.delayAfter(12, MIDDLE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.0, PT80S", "0.25, PT90S", "0.5, PT100S", "0.75, PT110S", "0.9999999999999999, PT120S"})
    void spreads_a_gap_by_its_jitter(double drawn, Duration gap) {
        var schedule = new RetrySchedule(List.of(Duration.ofSeconds(100)), 0.2);

        assertThat(schedule.delayAfter(1, fixed(drawn))).contains(gap);
    }

    @Test
    void keeps_gaps_exact_without_jitter() {
        RetrySchedule schedule = RetrySchedule.of(Duration.ofSeconds(1), Duration.ZERO);

        assertThat(schedule.delayAfter(1, fixed(0.0))).contains(Duration.ofSeconds(1));
        assertThat(schedule.delayAfter(2, fixed(0.99))).contains(Duration.ZERO);
        assertThat(schedule.delayAfter(3, MIDDLE)).isEmpty();
    }

    @Test
    void never_waits_a_negative_time_even_with_full_jitter() {
        assertThat(new RetrySchedule(List.of(Duration.ofDays(7)), 1).delayAfter(1, fixed(0.0)))
                .isEqualTo(Optional.of(Duration.ZERO));
    }

    @Test
    void may_have_one_attempt_only() {
        assertThat(RetrySchedule.of().attempts()).isEqualTo(1);
        assertThat(RetrySchedule.of().delayAfter(1, MIDDLE)).isEmpty();
    }

    @Test
    void copies_its_gaps() {
        var gaps = new ArrayList<>(List.of(Duration.ofSeconds(1)));
        var schedule = new RetrySchedule(gaps, 0);

        gaps.clear();

        assertThat(schedule).isEqualTo(RetrySchedule.of(Duration.ofSeconds(1)));
    }

    @Test
    void takes_50_gaps_and_refuses_51() {
        assertThat(new RetrySchedule(Collections.nCopies(50, Duration.ZERO), 0).attempts())
                .isEqualTo(51);
        assertThatThrownBy(() -> new RetrySchedule(Collections.nCopies(51, Duration.ZERO), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a retry schedule must have at most 50 gaps, was 51");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT168H0.001S"})
    void refuses_a_gap_out_of_bounds(Duration gap) {
        assertThatThrownBy(() -> RetrySchedule.of(gap))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a gap of a retry schedule must be PT0S to PT168H, was " + gap);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refuses_a_jitter_out_of_bounds(double jitter) {
        assertThatThrownBy(() -> new RetrySchedule(List.of(), jitter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the jitter of a retry schedule must be 0 to 1, was " + jitter);
    }

    @Test
    void counts_failures_from_one() {
        assertThatThrownBy(() -> RetrySchedule.ofDefaults().delayAfter(0, MIDDLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failures count from 1, was 0");
    }

    private static RandomGenerator fixed(double drawn) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("only nextDouble is drawn");
            }

            @Override
            public double nextDouble() {
                return drawn;
            }
        };
    }
}
