package io.github.webhooks4j.engine.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final CircuitBreaker circuit = new CircuitBreaker(CircuitSettings.DEFAULT);

    @Test
    void of_a_failing_destination_begins_with_a_probe_at_once() {
        CircuitBreaker failing = CircuitBreaker.ofFailing(CircuitSettings.DEFAULT);

        assertThat(failing.isOpen()).isTrue();
        assertThat(failing.nextStartAt(NOW)).isEqualTo(Instant.MIN);
        failing.onFailure(NOW);
        assertThat(failing.nextStartAt(NOW)).isEqualTo(NOW.plusSeconds(1));
        failing.onSuccess(NOW);
        assertThat(failing.isOpen()).isFalse();
    }

    @Test
    void knows_for_an_hour_that_the_destination_has_succeeded() {
        assertThat(circuit.hasSucceededLately(NOW)).isFalse();

        circuit.onSuccess(NOW);

        assertThat(circuit.hasSucceededLately(NOW.plusSeconds(3599))).isTrue();
        assertThat(circuit.hasSucceededLately(NOW.plusSeconds(3600))).isFalse();
        assertThat(circuit.hasSucceededLately(NOW.minusSeconds(1))).isFalse();
    }

    @Test
    void opens_after_five_failures_in_a_row() {
        fail(4);
        assertThat(circuit.isOpen()).isFalse();

        fail(1);

        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.nextStartAt(NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThat(circuit.nextStartAt(NOW.plusSeconds(1))).isEqualTo(Instant.MIN);
    }

    @Test
    void opens_and_is_probed_as_it_was_set() {
        var patient = new CircuitBreaker(new CircuitSettings(2, Duration.ofHours(1)));
        patient.onFailure(NOW);
        assertThat(patient.isOpen()).isFalse();

        patient.onFailure(NOW.plusMillis(1));

        assertThat(patient.isOpen()).isTrue();
        assertThat(patient.nextStartAt(NOW)).isEqualTo(NOW.plusMillis(3_600_100));
        assertThat(patient.nextStartAt(NOW.plusMillis(3_600_100))).isEqualTo(Instant.MIN);
    }

    @Test
    void of_a_failing_destination_is_closed_by_one_success_whatever_was_set() {
        CircuitBreaker failing = CircuitBreaker.ofFailing(new CircuitSettings(1_000, Duration.ofMillis(100)));
        assertThat(failing.isOpen()).isTrue();

        failing.onSuccess(NOW);

        assertThat(failing.isOpen()).isFalse();
    }

    @Test
    void is_probed_at_a_whole_tenth_of_a_second() {
        fail(4);
        circuit.onFailure(NOW.plusMillis(12));

        assertThat(circuit.nextStartAt(NOW.plusMillis(12))).isEqualTo(NOW.plusMillis(1100));
    }

    @Test
    void is_probed_although_the_clock_was_set_back() {
        fail(5);

        assertThat(circuit.nextStartAt(NOW.minusSeconds(3600))).isEqualTo(Instant.MIN);
    }

    @Test
    void does_not_count_failures_that_are_not_in_a_row() {
        fail(4);
        circuit.onSuccess(NOW);
        fail(4);

        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void pauses_for_a_second_from_the_fifth_sender_fault_in_a_row_on() {
        for (int i = 0; i < 4; i++) {
            circuit.onSenderFault(NOW);
        }
        assertThat(circuit.nextStartAt(NOW)).isEqualTo(Instant.MIN);

        circuit.onSenderFault(NOW);

        assertThat(circuit.nextStartAt(NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThat(circuit.isOpen()).isFalse();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            circuit.onFailure(NOW);
        }
    }
}
