package io.github.webhooks4j.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.webhooks4j.benchmarks.receiver.Arrival;
import java.util.LinkedHashMap;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class OpenLoopScheduleTest {
    private static final double MILLISECOND = 1_000_000;
    private static final Percentage A_THOUSANDTH = withPercentage(0.1);

    @Test
    void a_latency_counts_from_the_time_of_the_event_to_its_first_arrival() {
        var schedule = new OpenLoopSchedule(1_000, 1_000);

        Histogram latencies = schedule.latencies(
                List.of("a", "b", "never"),
                List.of(new Arrival("b", 1_000 + nanos(5)), new Arrival("b", 1_000 + nanos(9))));

        assertThat(latencies.getTotalCount()).isEqualTo(1);
        assertThat((double) latencies.getValueAtPercentile(50)).isCloseTo(4 * MILLISECOND, A_THOUSANDTH);
        assertThat((double) latencies.getValueAtPercentile(99.9)).isCloseTo(4 * MILLISECOND, A_THOUSANDTH);
    }

    @Test
    void shows_what_was_endured_beside_its_share_of_that_without_the_load() {
        var without = new Endured(1_000, 1, 50, millis(1, 100), 1);
        var metrics = new LinkedHashMap<String, Double>();

        new Endured(900, 1, 60, millis(101, 200), 1).tell("_parked", without, metrics);

        assertThat(metrics.keySet())
                .containsExactly(
                        "per_second_parked",
                        "cpu_us_parked",
                        "p50_ms_parked",
                        "p99_ms_parked",
                        "received_share_parked",
                        "received_share_at_rate_parked",
                        "share_of_per_second_parked",
                        "share_of_p99_ms_parked");
        assertThat(metrics).containsEntry("per_second_parked", 900.0).containsEntry("cpu_us_parked", 60.0);
        assertThat(metrics.get("p50_ms_parked")).isCloseTo(150, A_THOUSANDTH);
        assertThat(metrics.get("p99_ms_parked")).isCloseTo(199, A_THOUSANDTH);
        assertThat(metrics).containsEntry("share_of_per_second_parked", 0.9);
        assertThat(metrics.get("share_of_p99_ms_parked")).isCloseTo(199.0 / 99, withPercentage(0.2));
    }

    @Test
    void a_percentile_counts_what_was_not_received_as_later() {
        var without = new Endured(1_000, 1, 50, millis(1, 100), 1);
        var metrics = new LinkedHashMap<String, Double>();

        new Endured(900, 1, 60, millis(1, 60), 0.6).tell("_noisy", without, metrics);

        assertThat(metrics.get("p50_ms_noisy")).isCloseTo(50, A_THOUSANDTH);
        assertThat(metrics)
                .containsEntry("received_share_at_rate_noisy", 0.6)
                .doesNotContainKeys("p99_ms_noisy", "share_of_p99_ms_noisy");
    }

    @Test
    void shows_nothing_of_an_unfinished_burst_but_what_was_received() {
        var without = new Endured(1_000, 1, 50, millis(1, 100), 1);
        var metrics = new LinkedHashMap<String, Double>();

        Endured.unfinished(100, 0.25).tell("_dead", without, metrics);

        assertThat(metrics)
                .containsOnly(
                        entry("per_second_dead", 100.0),
                        entry("received_share_dead", 0.25),
                        entry("share_of_per_second_dead", 0.1));
    }

    private static Histogram millis(int from, int to) {
        Histogram histogram = OpenLoopSchedule.histogram();
        for (int millis = from; millis <= to; millis++) {
            histogram.recordValue(nanos(millis));
        }
        return histogram;
    }

    private static long nanos(int millis) {
        return (long) (millis * MILLISECOND);
    }
}
