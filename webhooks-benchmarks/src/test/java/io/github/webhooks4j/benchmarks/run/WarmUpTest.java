package io.github.webhooks4j.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final WarmUp warmUp = new WarmUp(3, true);

    @Test
    void the_share_of_the_compilers_is_that_of_the_cpu_time_of_the_process() {
        var turn = new JvmCpu.Used(Duration.ofMillis(800), Duration.ofMillis(200));

        assertThat(WarmUp.share(turn)).isEqualTo(0.25);
    }

    @Test
    void compilers_have_no_share_of_nothing() {
        assertThat(WarmUp.share(new JvmCpu.Used(Duration.ZERO, Duration.ZERO))).isZero();
    }

    @Test
    void there_is_one_round_at_least() {
        assertThat(warmUp.needsAnother(0, Map.of())).isTrue();
    }

    @Test
    void ends_when_the_compilers_take_less_than_a_fiftieth_of_every_turn() {
        assertThat(warmUp.needsAnother(1, Map.of("raw-okhttp", 0.0199, "webhooks-sqlite", 0.0)))
                .isFalse();
    }

    @Test
    void goes_on_while_the_compilers_take_a_fiftieth_of_one_turn() {
        assertThat(warmUp.needsAnother(2, Map.of("raw-okhttp", 0.001, "webhooks-sqlite", 0.02)))
                .isTrue();
    }

    @Test
    void ends_at_the_limit_whatever_the_compilers_do() {
        assertThat(warmUp.needsAnother(3, Map.of("webhooks-sqlite", 0.5))).isFalse();
    }

    @Test
    void a_scenario_that_is_not_measured_warm_has_one_round() {
        assertThat(new WarmUp(1, false).needsAnother(1, Map.of("webhooks-sqlite", 0.5)))
                .isFalse();
    }

    @Test
    void says_after_how_many_rounds_the_compilers_were_idle() {
        assertThat(warmUp.outcome(2, Map.of("webhooks-sqlite", 0.01)))
                .isEqualTo("2 rounds, until the compilers took less than 2 % of the CPU in the turn of each contender");
    }

    @Test
    void says_whose_compilers_were_not_idle_at_the_limit() {
        assertThat(warmUp.outcome(3, Map.of("webhooks-sqlite", 0.056, "raw-okhttp", 0.01)))
                .isEqualTo("3 rounds, which is the limit; in the last one the compilers still took 5.6 % of"
                        + " webhooks-sqlite");
    }

    @Test
    void says_when_nothing_was_warmed_up() {
        assertThat(WarmUp.NONE.outcome(0, Map.of())).isEqualTo("none");
    }

    @Test
    void says_only_that_there_was_a_round_where_it_is_not_measured_warm() {
        assertThat(new WarmUp(1, false).outcome(1, Map.of("webhooks-sqlite", 0.5)))
                .isEqualTo("1 round");
    }
}
