package io.github.webhooks4j.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.stats.ChainCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineHealthTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final NodeId NODE = new NodeId("node_1");
    private static final ChainCounts BALANCED = new ChainCounts(6, 1, 1, 1, 2, 1);
    private static final TaskHealth IDLE = task("hub-dispatch", true, null);

    @Test
    void is_green_while_every_task_runs_and_the_chain_counts_are_balanced() {
        EngineHealth health = of(read(NOW.minusSeconds(10), BALANCED), IDLE, task("hub-journal", true, NOW));

        assertThat(health.isHealthy()).isTrue();
        assertThat(health.problems()).isEmpty();
        assertThat(health.node()).isEqualTo(NODE);
        assertThat(health.leaseTakeovers()).isEqualTo(3);
        assertThat(health.tasks()).extracting(TaskHealth::name).containsExactly("hub-dispatch", "hub-journal");
        assertThat(health.store().oldestDueAge()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void names_a_task_that_does_not_run() {
        assertThat(of(read(NOW, BALANCED), task("hub-leases", false, null)).problems())
                .extracting(HealthProblem::message)
                .containsExactly("task hub-leases does not run");
    }

    @Test
    void does_not_say_of_a_task_that_ended_in_a_step_that_it_is_in_one() {
        assertThat(of(read(NOW, BALANCED), task("hub-leases", false, NOW.minusSeconds(99)))
                        .problems())
                .extracting(HealthProblem::message)
                .containsExactly("task hub-leases does not run");
    }

    @Test
    void names_a_task_that_has_been_in_one_step_for_longer_than_30_s() {
        assertThat(of(read(NOW, BALANCED), task("hub-journal", true, NOW.minusSeconds(30)))
                        .problems())
                .isEmpty();
        assertThat(of(
                                read(NOW, BALANCED),
                                task("hub-journal", true, NOW.minusSeconds(30).minusMillis(1)))
                        .problems())
                .extracting(HealthProblem::message)
                .containsExactly("task hub-journal has been in one step since 2026-01-01T00:09:29.999Z");
    }

    @Test
    void names_a_task_that_fails_and_what_with() {
        var failing = new TaskHealth(
                "hub-dispatch", true, null, 7, NOW.minusSeconds(5), "io.example.StoreException: the database is away");

        assertThat(of(read(NOW, BALANCED), failing).problems())
                .extracting(HealthProblem::message)
                .containsExactly("task hub-dispatch has failed 7 times in a row since 2026-01-01T00:09:55Z, "
                        + "last with io.example.StoreException: the database is away");
    }

    @Test
    void says_when_the_store_was_read_last_if_that_is_longer_ago_than_a_minute() {
        assertThat(of(read(NOW.minusSeconds(60), BALANCED), IDLE).problems()).isEmpty();
        assertThat(of(read(NOW.minusSeconds(61), BALANCED), IDLE).problems())
                .extracting(HealthProblem::message)
                .containsExactly("the store was last read at 2026-01-01T00:08:59Z, PT1M1S ago");
    }

    @Test
    void reports_how_many_chains_the_counts_miss() {
        assertThat(of(read(NOW, new ChainCounts(6, 1, 1, 1, 1, 0)), IDLE).problems())
                .extracting(HealthProblem::message)
                .containsExactly("the chain counts must be balanced, miss 2 of 6 accepted chains");
    }

    @Test
    void says_what_is_set_aside_and_what_to_do_about_it() {
        var entry = new SetAsideHealth.Entry(
                "chn_1.attempt.0.0.1.1",
                SetAsideRecord.Kind.ATTEMPT,
                new ChainId("chn_1"),
                NOW.minusSeconds(60),
                "the page is damaged",
                true);

        EngineHealth health = EngineHealth.of(
                NODE,
                1,
                List.of(IDLE),
                read(NOW, BALANCED),
                3,
                new SetAsideHealth(2, List.of(entry)),
                List.of(new HealthProblem(HealthProblem.Kind.WRITE_FAILING, "commits", NOW, "the store takes nothing")),
                NOW);

        assertThat(health.problems())
                .extracting(HealthProblem::message)
                .containsExactly(
                        "the store takes nothing",
                        "2 records are set aside, the first since 2026-01-01T00:09:00Z: the attempt of chain chn_1 "
                                + "failed with \"the page is damaged\"; correct the cause, then have it written by "
                                + "setAside().retry(\"chn_1.attempt.0.0.1.1\"), or drop it by "
                                + "setAside().drop(\"chn_1.attempt.0.0.1.1\")");
    }

    @Test
    void has_a_kind_a_subject_and_a_time_for_each_problem() {
        EngineHealth health = of(
                read(NOW.minusSeconds(90), new ChainCounts(1, 0, 0, 0, 0, 0)),
                task("hub-leases", false, null),
                new TaskHealth("hub-dispatch", true, NOW.minusSeconds(40), 1, NOW.minusSeconds(50), "it"));

        assertThat(health.problems())
                .extracting(problem -> problem.kind().code(), HealthProblem::subject, HealthProblem::since)
                .containsExactly(
                        tuple("task_stopped", "hub-leases", null),
                        tuple("task_stuck", "hub-dispatch", NOW.minusSeconds(40)),
                        tuple("task_failing", "hub-dispatch", NOW.minusSeconds(50)),
                        tuple("store_unread", "store", NOW.minusSeconds(90)),
                        tuple("counts_unbalanced", "chain counts", null));
        assertThat(health.problems().get(0)).hasToString("task hub-leases does not run");
    }

    @Test
    void has_stable_codes_of_problems() {
        assertThat(HealthProblem.Kind.values())
                .extracting(HealthProblem.Kind::code)
                .containsExactly(
                        "task_stopped",
                        "task_stuck",
                        "task_failing",
                        "store_unread",
                        "counts_unbalanced",
                        "write_failing",
                        "set_aside",
                        "callback_base_unknown",
                        "executor_refused",
                        "executor_lost");
    }

    @Test
    void reports_all_problems_at_once() {
        EngineHealth health = of(
                read(NOW.minusSeconds(90), new ChainCounts(1, 0, 0, 0, 0, 0)),
                task("hub-listener", false, null),
                new TaskHealth("hub-dispatch", true, NOW.minusSeconds(40), 1, NOW.minusSeconds(50), "it"));

        assertThat(health.isHealthy()).isFalse();
        assertThat(health.problems())
                .extracting(HealthProblem::message)
                .containsExactly(
                        "task hub-listener does not run",
                        "task hub-dispatch has been in one step since 2026-01-01T00:09:20Z",
                        "task hub-dispatch has failed 1 times in a row since 2026-01-01T00:09:10Z, last with it",
                        "the store was last read at 2026-01-01T00:08:30Z, PT1M30S ago",
                        "the chain counts must be balanced, miss 1 of 1 accepted chains");
    }

    private static EngineHealth of(StoreSnapshot reading, TaskHealth... tasks) {
        return EngineHealth.of(NODE, 2, List.of(tasks), reading, 3, SetAsideHealth.NONE, List.of(), NOW);
    }

    private static StoreSnapshot read(Instant at, ChainCounts ledger) {
        return new StoreSnapshot(at, Duration.ofSeconds(4), ledger, 0);
    }

    private static TaskHealth task(String name, boolean alive, @Nullable Instant busySince) {
        return new TaskHealth(name, alive, busySince, 0, null, null);
    }
}
