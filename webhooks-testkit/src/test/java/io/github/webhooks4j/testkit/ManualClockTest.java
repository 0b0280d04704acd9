package io.github.webhooks4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ManualClockTest {

    private final ManualClock clock = new ManualClock();

    @Test
    void stands_at_the_first_instant_of_2026_until_it_is_moved() {
        assertThat(clock.instant()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void starts_at_the_given_time() {
        Instant start = Instant.parse("2014-11-25T10:00:00Z");

        assertThat(new ManualClock(start).instant()).isEqualTo(start);
    }

    @Test
    void advances_and_returns_the_new_time() {
        Instant later = clock.advance(Duration.ofSeconds(90));

        assertThat(later).isEqualTo("2026-01-01T00:01:30Z").isEqualTo(clock.instant());
    }

    @Test
    void is_set_forward_and_back() {
        clock.set(Instant.parse("2027-05-05T00:00:00Z"));
        assertThat(clock.instant()).isEqualTo("2027-05-05T00:00:00Z");

        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void does_not_advance_backwards() {
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a clock advances by a duration that is not negative, was PT-0.001S; use set to go back");
    }

    @Test
    void moves_together_with_its_view_in_another_zone() {
        ManualClock view = clock.withZone(ZoneId.of("Europe/Zurich"));

        clock.advance(Duration.ofDays(1));

        assertThat(view.instant()).isEqualTo("2026-01-02T00:00:00Z");
        assertThat(view.getZone()).isEqualTo(ZoneId.of("Europe/Zurich"));
    }
}
