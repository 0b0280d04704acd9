package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void the_median_is_the_middle_one() {
        assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 5));
    }

    @Test
    void the_median_of_an_even_number_is_between_the_middle_ones() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void a_spread_of_nothing_is_refused() {
        assertThatThrownBy(() -> Spread.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a spread must be of one value at least, was of none");
    }

    @Test
    void a_percentile_is_a_value_that_was_measured() {
        Percentiles percentiles = Percentiles.of(LongStream.rangeClosed(1, 1000).toArray());

        assertThat(percentiles.at(500)).isEqualTo(500);
        assertThat(percentiles.at(990)).isEqualTo(990);
        assertThat(percentiles.at(999)).isEqualTo(999);
        assertThat(percentiles.at(1000)).isEqualTo(1000);
    }

    @Test
    void all_percentiles_of_one_value_are_that_value() {
        assertThat(Percentiles.of(new long[] {7}).at(500)).isEqualTo(7);
        assertThat(Percentiles.of(new long[] {7}).at(999)).isEqualTo(7);
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

    private static Map<String, Spread> metrics(double few, double many) {
        return Map.of(
                "per_second",
                Spread.of(List.of(few)),
                "per_second_128_threads",
                Spread.of(List.of(many)),
                "allocated_bytes",
                Spread.of(List.of(1.0)));
    }
}
