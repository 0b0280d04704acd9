package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LaneWindowTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final LaneWindow window = new LaneWindow(8);

    @Test
    void begins_with_one_and_grows_with_the_first_successes() {
        assertThat(window.size()).isEqualTo(1);
        assertThat(window.isOpen()).isFalse();

        assertThat(sizesAfterSuccesses(4)).containsExactly(2, 4, 8, 8);
    }

    @Test
    void of_a_lane_known_as_failing_begins_with_a_probe_at_once() {
        LaneWindow failing = LaneWindow.ofFailing(8);

        assertThat(failing.isOpen()).isTrue();
        assertThat(failing.opensAt(NOW)).isEqualTo(Instant.MIN);
        failing.failed(NOW);
        assertThat(failing.opensAt(NOW)).isEqualTo(NOW.plusSeconds(1));
        failing.succeeded(NOW);
        assertThat(failing.isOpen()).isFalse();
        assertThat(failing.size()).isEqualTo(2);
    }

    @Test
    void knows_for_an_hour_that_it_has_succeeded() {
        assertThat(window.hasSucceededLately(NOW)).isFalse();

        window.succeeded(NOW);

        assertThat(window.hasSucceededLately(NOW.plusSeconds(3599))).isTrue();
        assertThat(window.hasSucceededLately(NOW.plusSeconds(3600))).isFalse();
        assertThat(window.hasSucceededLately(NOW.minusSeconds(1))).isFalse();
    }

    @Test
    void opens_the_circuit_after_five_failures_in_a_row() {
        fail(4);
        assertThat(window.isOpen()).isFalse();

        fail(1);

        assertThat(window.isOpen()).isTrue();
        assertThat(window.size()).isEqualTo(1);
        assertThat(window.opensAt(NOW)).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void is_probed_at_a_whole_tenth_of_a_second() {
        fail(4);
        window.failed(NOW.plusMillis(12));

        assertThat(window.opensAt(NOW.plusMillis(12))).isEqualTo(NOW.plusMillis(1100));
    }

    @Test
    void starts_slowly_after_recovery() {
        fail(5);

        assertThat(sizesAfterSuccesses(4)).containsExactly(2, 4, 8, 8);
        assertThat(window.opensAt(NOW)).isEqualTo(Instant.MIN);
    }

    @Test
    void does_not_count_failures_that_are_not_in_a_row() {
        fail(4);
        window.succeeded(NOW);
        fail(4);

        assertThat(window.isOpen()).isFalse();
    }

    @Test
    void is_halved_by_a_429_and_grows_by_one_for_a_windowful_of_successes() {
        sizesAfterSuccesses(3);
        window.throttled();
        assertThat(window.size()).isEqualTo(4);

        assertThat(sizesAfterSuccesses(9)).containsExactly(4, 4, 4, 5, 5, 5, 5, 5, 6);
    }

    @Test
    void is_never_halved_to_nothing() {
        for (int i = 0; i < 10; i++) {
            window.throttled();
        }

        assertThat(window.size()).isEqualTo(1);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            window.failed(NOW);
        }
    }

    private int[] sizesAfterSuccesses(int count) {
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            window.succeeded(NOW);
            sizes[i] = window.size();
        }
        return sizes;
    }
}
