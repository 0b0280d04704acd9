package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
    private static final Instant RECORDED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Test
    void trusts_the_clock_while_no_time_was_recorded() {
        assertThat(ClockCheck.START.at(null, RECORDED).isTrusted()).isTrue();
    }

    @Test
    void trusts_a_clock_that_is_a_day_ahead_or_was_set_back() {
        assertThat(ClockCheck.START
                        .at(RECORDED, RECORDED.plus(Duration.ofDays(1)))
                        .isTrusted())
                .isTrue();
        assertThat(ClockCheck.START
                        .at(RECORDED, RECORDED.minus(Duration.ofDays(90)))
                        .isTrusted())
                .isTrue();
    }

    @Test
    void trusts_a_clock_further_ahead_only_after_an_hour_of_running() {
        Instant now = RECORDED.plus(Duration.ofDays(1)).plusMillis(1);
        ClockCheck check = ClockCheck.START.at(RECORDED, now);
        for (int looks = 0; looks < 6; looks++) {
            assertThat(check.isTrusted()).as("after %d looks", looks).isFalse();
            now = now.plus(TEN_MINUTES);
            check = check.at(RECORDED, now);
        }

        assertThat(check.isTrusted()).isTrue();
    }

    @Test
    void counts_no_more_than_10_minutes_between_two_looks_as_running() {
        Instant now = RECORDED.plus(Duration.ofDays(40));
        ClockCheck check = ClockCheck.START.at(RECORDED, now).at(RECORDED, now.plus(Duration.ofDays(3)));

        assertThat(check.isTrusted()).isFalse();
        assertThat(check.running()).isEqualTo(TEN_MINUTES);
    }

    @Test
    void counts_nothing_while_the_clock_goes_back() {
        Instant now = RECORDED.plus(Duration.ofDays(40));

        assertThat(ClockCheck.START
                        .at(RECORDED, now)
                        .at(RECORDED, now.minus(TEN_MINUTES))
                        .running())
                .isZero();
    }

    @Test
    void begins_anew_when_the_clock_was_right_in_between() {
        Instant ahead = RECORDED.plus(Duration.ofDays(40));
        ClockCheck check = ClockCheck.START
                .at(RECORDED, ahead)
                .at(RECORDED, ahead.plus(TEN_MINUTES))
                .at(RECORDED, RECORDED);

        assertThat(check.at(RECORDED, ahead)).isEqualTo(new ClockCheck(ahead, Duration.ZERO));
    }
}
