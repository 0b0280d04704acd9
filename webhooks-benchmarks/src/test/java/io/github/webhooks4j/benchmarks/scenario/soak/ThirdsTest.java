package io.github.webhooks4j.benchmarks.scenario.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.webhooks4j.benchmarks.scenario.OpenLoopSchedule;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ThirdsTest {
    private static final int MILLISECOND = 1_000_000;

    @Test
    void each_third_has_the_mean_and_growth_is_that_of_the_last() {
        var thirds = new Thirds(6);
        for (double rows : List.of(0.0, 10.0, 100.0, 300.0, 250.0, 350.0)) {
            thirds.add(Map.of("rows", rows), millis(1));
        }

        assertThat(thirds.metrics(List.of("rows")))
                .containsEntry("rows_first", 5.0)
                .containsEntry("rows_middle", 200.0)
                .containsEntry("rows_last", 300.0)
                .containsEntry("growth_rows", 1.5);
    }

    @Test
    void the_percentile_is_that_of_all_latencies_of_a_third() {
        var thirds = new Thirds(3);
        thirds.add(Map.of(), millis(1));
        thirds.add(Map.of(), millis(2));
        Histogram slow = millis(8);
        thirds.add(Map.of(), slow);
        slow.reset();

        assertThat(thirds.metrics(List.of()).keySet())
                .containsExactly("p99_ms_first", "p99_ms_middle", "p99_ms_last", "growth_p99_ms");
        assertThat(thirds.metrics(List.of()).get("growth_p99_ms")).isCloseTo(4, withPercentage(0.5));
    }

    @Test
    void what_no_sample_has_is_left_out() {
        var thirds = new Thirds(3);
        for (int i = 0; i < 3; i++) {
            thirds.add(Map.of("rows", 1.0), millis(1));
        }

        assertThat(thirds.metrics(List.of("dead_rows"))).doesNotContainKey("dead_rows_first");
    }

    @Test
    void nothing_has_no_growth() {
        var thirds = new Thirds(3);
        for (int i = 0; i < 3; i++) {
            thirds.add(Map.of("dead_rows", 0.0), millis(1));
        }

        assertThat(thirds.metrics(List.of("dead_rows")))
                .containsEntry("dead_rows_last", 0.0)
                .doesNotContainKey("growth_dead_rows");
    }

    private static Histogram millis(int millis) {
        Histogram histogram = OpenLoopSchedule.histogram();
        histogram.recordValue((long) millis * MILLISECOND);
        return histogram;
    }
}
