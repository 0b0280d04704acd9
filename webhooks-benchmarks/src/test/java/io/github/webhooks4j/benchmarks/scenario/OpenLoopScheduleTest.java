package io.github.webhooks4j.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.Percentiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OpenLoopScheduleTest {
    private static final int MILLISECOND = 1_000_000;

    @Test
    void a_latency_counts_from_the_time_of_the_event_to_its_first_arrival() {
        var schedule = new OpenLoopSchedule(1_000, 1_000);

        Percentiles latencies = schedule.latencies(
                List.of("a", "b", "never"),
                List.of(new Arrival("b", 1_000 + 5 * MILLISECOND), new Arrival("b", 1_000 + 9 * MILLISECOND)));

        assertThat(latencies.p50()).isEqualTo(4 * MILLISECOND);
        assertThat(latencies.p999()).isEqualTo(4 * MILLISECOND);
    }

    @Test
    void shows_what_was_endured_beside_its_share_of_that_without_the_load() {
        var without = new Endured(1_000, percentiles(1, 100));
        var metrics = new LinkedHashMap<String, Double>();

        new Endured(900, percentiles(101, 200)).tell("_parked", without, metrics);

        assertThat(metrics)
                .isEqualTo(Map.of(
                        "per_second_parked", 900.0,
                        "p50_ms_parked", 150.0,
                        "p99_ms_parked", 199.0,
                        "share_of_per_second_parked", 0.9,
                        "share_of_p99_ms_parked", 199.0 / 99));
    }

    private static Percentiles percentiles(int fromMillis, int toMillis) {
        return Percentiles.of(LongStream.rangeClosed(fromMillis, toMillis)
                .map(millis -> millis * MILLISECOND)
                .toArray());
    }
}
