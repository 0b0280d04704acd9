package io.github.webhooks4j.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.benchmarks.scenario.Load.Destinations;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void of_few_events_as_large_a_share_meets_noisy_destinations_as_of_many() {
        var destinations = new Destinations(1000, 100);

        assertThat(IntStream.range(0, 30).filter(destinations::isNoisy)).containsExactly(9, 19, 29);
        assertThat(IntStream.range(0, 2000).filter(destinations::isNoisy)).hasSize(200);
    }

    @Test
    void no_more_destinations_are_noisy_than_asked_for() {
        assertThat(IntStream.range(0, 15).filter(new Destinations(15, 1)::isNoisy))
                .containsExactly(14);
        assertThat(IntStream.range(0, 7).filter(new Destinations(7, 0)::isNoisy))
                .isEmpty();
    }
}
