package io.github.webhooks4j.benchmarks.scenario.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SoakPlanTest {
    @Test
    void samples_once_a_minute() {
        SoakPlan plan = minutes(30);

        assertThat(plan.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(plan.samples()).isEqualTo(30);
        assertThat(plan.events()).isEqualTo(1_800_000);
    }

    @Test
    void samples_ten_times_in_a_shorter_run() {
        SoakPlan plan = minutes(2);

        assertThat(plan.interval()).isEqualTo(Duration.ofSeconds(12));
        assertThat(plan.samples()).isEqualTo(10);
    }

    @Test
    void half_of_the_destinations_refuse_nothing() {
        SoakPlan plan = minutes(1);

        assertThat(plan.paths()).hasSize(plan.destinations()).contains("/ok/9", "/refuse-10/10");
        assertThat(plan.paths().stream().filter(path -> path.startsWith("/ok/")))
                .hasSize(plan.destinations() / 2);
    }

    private static SoakPlan minutes(int minutes) {
        return new SoakPlan(Duration.ofMinutes(minutes), 1_000, Duration.ofSeconds(10));
    }
}
