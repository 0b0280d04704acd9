package io.github.webhooks4j.engine.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueTimeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DueTime FIRST = DueTime.atOnce(Duration.ofMinutes(1));

    @Test
    void is_due_at_once_at_first() {
        assertThat(FIRST.isDue(NOW)).isTrue();
    }

    @Test
    void is_due_again_when_the_pause_is_over() {
        DueTime next = FIRST.after(NOW, Duration.ofSeconds(10));

        assertThat(next.isDue(NOW.plusMillis(9_999))).isFalse();
        assertThat(next.isDue(NOW.plusSeconds(10))).isTrue();
    }

    @Test
    void is_due_although_the_clock_was_set_back_beyond_the_longest_pause() {
        DueTime next = FIRST.after(NOW, Duration.ofSeconds(10));

        assertThat(next.isDue(NOW.minusSeconds(50))).isFalse();
        assertThat(next.isDue(NOW.minusSeconds(51))).isTrue();
    }
}
