package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void the_median_is_the_middle_one() {
        assertThat(Summary.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Summary(3, 1, 5));
    }

    @Test
    void the_median_of_an_even_number_is_between_the_middle_ones() {
        assertThat(Summary.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Summary(3, 1, 9));
    }

    @Test
    void a_spread_of_nothing_is_refused() {
        assertThatThrownBy(() -> Summary.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a summary must be of one value at least, was of none");
    }

    @Test
    void the_product_is_compared_with_everybody_else_at_each_load() {
        var results = new Results(
                "delivery-sync",
                Map.of(),
                Map.of(
                        "raw-okhttp", metrics(100, 400),
                        "webhooks-sqlite", metrics(80, 100)));

        assertThat(results.ratios())
                .isEqualTo(Map.of(
                        "webhooks-sqlite/raw-okhttp", 0.8, "webhooks-sqlite/raw-okhttp per_second_128_threads", 0.25));
    }

    @Test
    void the_product_is_compared_with_everybody_else_at_its_latency() {
        Map<String, Summary> raw =
                Map.of("p50_ms_at_200", Summary.of(List.of(1.0)), "p99_ms_at_200", Summary.of(List.of(4.0)));
        Map<String, Summary> ours =
                Map.of("p50_ms_at_200", Summary.of(List.of(3.0)), "p99_ms_at_200", Summary.of(List.of(6.0)));

        assertThat(new Results("latency", Map.of(), Map.of("raw-okhttp", raw, "webhooks-sqlite", ours)).ratios())
                .isEqualTo(Map.of("webhooks-sqlite/raw-okhttp p99_ms_at_200", 1.5));
    }

    @Test
    void a_share_that_the_product_keeps_is_a_ratio() {
        Map<String, Summary> metrics = Map.of("share_of_per_second_parked", Summary.of(List.of(0.9, 0.8, 1.1)));

        assertThat(new Results("backlog", Map.of(), Map.of("webhooks-sqlite", metrics)).ratios())
                .isEqualTo(Map.of("webhooks-sqlite share_of_per_second_parked", 0.9));
    }

    @Test
    void a_ratio_of_cpu_time_says_how_many_times_as_much_the_other_uses() {
        var results = new Results("delivery", Map.of(), Map.of("raw-okhttp", cost(40), "webhooks-sqlite", cost(160)));

        assertThat(results.ratios()).isEqualTo(Map.of("raw-okhttp/webhooks-sqlite cpu_us", 0.25));
    }

    @Test
    void every_other_contender_is_compared_with_the_bare_client() {
        var results = new Results(
                "delivery",
                Map.of(),
                Map.of("raw-okhttp", cost(40), "raw-okhttp-guarded", cost(50), "jobrunr", cost(400)));

        assertThat(results.ratios())
                .isEqualTo(Map.of("raw-okhttp/raw-okhttp-guarded cpu_us", 0.8, "raw-okhttp/jobrunr cpu_us", 0.1));
    }

    private static Map<String, Summary> cost(double micros) {
        return Map.of("cpu_us", Summary.of(List.of(micros)), "cpu_us_process", Summary.of(List.of(micros)));
    }

    private static Map<String, Summary> metrics(double few, double many) {
        return Map.of(
                "per_second",
                Summary.of(List.of(few)),
                "per_second_128_threads",
                Summary.of(List.of(many)),
                "allocated_bytes",
                Summary.of(List.of(1.0)));
    }
}
