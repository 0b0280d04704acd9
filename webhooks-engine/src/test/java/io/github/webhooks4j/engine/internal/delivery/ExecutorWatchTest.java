package io.github.webhooks4j.engine.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.webhooks4j.engine.health.HealthProblem;
import io.github.webhooks4j.engine.health.HealthProblem.Kind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExecutorWatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ExecutorWatch watch = new ExecutorWatch();

    @Test
    void writes_off_a_worker_that_has_not_begun_within_10_s() {
        watch.submitted("a", NOW);
        watch.submitted("b", NOW.plusSeconds(5));

        assertThat(watch.writeOff(NOW.plusSeconds(9))).isZero();
        assertThat(watch.problems(NOW.plusSeconds(9))).isEmpty();
        assertThat(watch.writeOff(NOW.plusSeconds(10))).isEqualTo(1);

        assertThat(watch.problems(NOW.plusSeconds(10)))
                .containsExactly(new HealthProblem(
                        Kind.EXECUTOR_LOST,
                        "executor",
                        NOW,
                        "the executor did not begin workers within PT10S, the first of them submitted at "
                                + "2026-01-01T00:00:00Z: it drops tasks, or has no thread for them; deliveries continue "
                                + "with the workers that run, if any"));
    }

    @Test
    void does_not_write_off_a_worker_submitted_just_after_the_clock_was_read() {
        watch.submitted("a", NOW.plusNanos(1_000));

        assertThat(watch.writeOff(NOW)).isZero();
    }

    @Test
    void submits_again_at_once_after_a_loss_that_follows_a_long_one_that_is_over() {
        watch.submitted("a", NOW);
        watch.writeOff(NOW.plusSeconds(10));
        for (int second = 10; second < 2_000; second++) {
            allowed(second);
        }
        watch.submitted("b", NOW.plusSeconds(2_000));
        watch.begun("b");
        watch.submitted("c", NOW.plusSeconds(2_001));
        watch.writeOff(NOW.plusSeconds(2_011));

        assertThat(allowed(2_011)).isEqualTo(1);
    }

    @Test
    void does_not_write_off_a_worker_that_has_begun() {
        watch.submitted("a", NOW);

        assertThat(watch.begun("a")).isTrue();

        assertThat(watch.writeOff(NOW.plusSeconds(10))).isZero();
    }

    @Test
    void allows_single_workers_with_pauses_until_one_begins() {
        watch.submitted("a", NOW);
        watch.writeOff(NOW.plusSeconds(10));

        assertThat(allowed(10)).isEqualTo(1);
        assertThat(allowed(19)).isZero();
        assertThat(allowed(20)).isEqualTo(1);
        assertThat(allowed(39)).isZero();
        assertThat(allowed(40)).isEqualTo(1);

        watch.submitted("b", NOW.plusSeconds(40));
        watch.begun("b");
        assertThat(allowed(41)).isEqualTo(8);
    }

    @Test
    void allows_a_single_worker_every_5_minutes_at_least() {
        watch.submitted("a", NOW);
        watch.writeOff(NOW.plusSeconds(10));
        Instant now = NOW.plusSeconds(10);
        for (int probe = 0; probe < 20; probe++) {
            assertThat(watch.allowed(8, now)).isEqualTo(1);
            now = now.plus(Duration.ofMinutes(5));
        }
    }

    @Test
    void takes_back_a_worker_that_begins_late_after_all() {
        watch.submitted("a", NOW);
        watch.submitted("b", NOW);
        watch.writeOff(NOW.plusSeconds(10));

        assertThat(watch.begun("a")).isFalse();
        assertThat(watch.isLosing()).isTrue();
        assertThat(watch.begun("b")).isFalse();
        assertThat(watch.isLosing()).isFalse();
    }

    @Test
    void has_a_problem_for_a_minute_after_the_last_worker_was_written_off() {
        watch.submitted("a", NOW);
        watch.writeOff(NOW.plusSeconds(10));
        watch.submitted("b", NOW.plusSeconds(10));
        watch.begun("b");

        assertThat(watch.problems(NOW.plusSeconds(69)))
                .extracting(HealthProblem::kind)
                .containsExactly(Kind.EXECUTOR_LOST);
        assertThat(watch.problems(NOW.plusSeconds(70))).isEmpty();
    }

    @Test
    void has_a_problem_when_the_executor_has_refused_all_workers_for_10_s() {
        watch.submitted("a", NOW);
        assertThat(watch.refused("a", NOW)).isTrue();
        watch.submitted("b", NOW.plusSeconds(9));
        assertThat(watch.refused("b", NOW.plusSeconds(9))).isFalse();
        assertThat(watch.problems(NOW.plusSeconds(9))).isEmpty();

        assertThat(watch.problems(NOW.plusSeconds(10)))
                .containsExactly(new HealthProblem(
                        Kind.EXECUTOR_REFUSED,
                        "executor",
                        NOW,
                        "the executor has refused all workers since 2026-01-01T00:00:00Z; deliveries continue with "
                                + "those that run, if any"));

        watch.accepted();
        assertThat(watch.problems(NOW.plusSeconds(10))).isEmpty();
        assertThat(watch.writeOff(NOW.plusSeconds(60))).isZero();
    }

    @Test
    void dates_a_problem_by_the_first_worker_of_its_time() {
        watch.submitted("a", NOW);
        watch.writeOff(NOW.plusSeconds(10));
        watch.submitted("b", NOW.plusSeconds(10));
        watch.begun("b");
        Instant later = NOW.plus(Duration.ofHours(1));
        watch.submitted("c", later);
        watch.writeOff(later.plusSeconds(10));

        assertThat(watch.problems(later.plusSeconds(10)))
                .extracting(HealthProblem::kind, HealthProblem::since)
                .containsExactly(tuple(Kind.EXECUTOR_LOST, later));
    }

    private int allowed(int seconds) {
        return watch.allowed(8, NOW.plusSeconds(seconds));
    }
}
