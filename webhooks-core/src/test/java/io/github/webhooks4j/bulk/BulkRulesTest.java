package io.github.webhooks4j.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.Mutation;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BulkRulesTest {
    private static final BulkJobId JOB = new BulkJobId("bulk_1");
    private static final ChainId CHAIN = new ChainId("chn_1");
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    @Test
    void an_id_is_well_formed() {
        assertThat(BulkJobId.parse("bulk_1")).contains(JOB);
        assertThat(BulkJobId.parse("Bulk 1")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BulkJobId("Bulk 1"))
                .withMessage("a bulk job id must be 1 to 64 characters of [a-z0-9_]");
    }

    @Test
    void codes_are_read_as_they_are_written() {
        for (BulkAction action : BulkAction.values()) {
            assertThat(BulkAction.fromCode(action.code())).contains(action);
        }
        for (BulkState state : BulkState.values()) {
            assertThat(BulkState.fromCode(state.code())).contains(state);
        }
        assertThat(BulkAction.fromCode("resumed")).isEmpty();
        assertThat(BulkState.fromCode("ended")).isEmpty();
    }

    @Test
    void a_size_is_what_is_counted_at_most() {
        assertThat(new BulkSize(0, false).isNothing()).isTrue();
        assertThat(new BulkSize(0, true).isNothing()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BulkSize(10_001, true))
                .withMessage("the chains of a bulk plan must be counted as 0 to 10000, was 10001");
    }

    @Test
    void counts_add_up() {
        BulkCounts counts = BulkCounts.NONE
                .plusDone()
                .plusFailed()
                .plus(BulkSkip.NO_CHAIN)
                .plus(new BulkCounts(1, 0, Map.of(BulkSkip.NO_CHAIN, 2L, BulkSkip.OTHER_STATE, 0L)));

        assertThat(counts).isEqualTo(new BulkCounts(2, 1, Map.of(BulkSkip.NO_CHAIN, 3L)));
        assertThat(counts.total()).isEqualTo(6);
        assertThat(counts.skipped(BulkSkip.OTHER_STATE)).isZero();
    }

    @Test
    void counts_are_not_negative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BulkCounts(0, 0, Map.of(BulkSkip.NO_CHAIN, -1L)))
                .withMessage("skipped as no_chain must be at least 0, was -1");
    }

    @Test
    void a_job_ends_when_it_does_not_run_any_more() {
        BulkJob job = started();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BulkJob(
                        JOB,
                        BulkAction.RESUME,
                        HistoryQuery.all(),
                        new BulkSize(1, false),
                        null,
                        BulkCounts.NONE,
                        BulkState.STOPPED,
                        "ops",
                        NOW,
                        null))
                .withMessage("a bulk job must have finishedAt exactly if it does not run, was stopped");
        assertThat(job.moved(CHAIN, BulkCounts.NONE, NOW).finishedAt()).isNull();
        assertThat(job.moved(null, BulkCounts.NONE, NOW).finishedAt()).isEqualTo(NOW);
        assertThat(job.stopped(NOW).finishedAt()).isEqualTo(NOW);
    }

    @Test
    void a_finished_job_is_where_its_last_slice_was() {
        BulkJob moved = started().moved(CHAIN, BulkCounts.NONE.plusDone(), NOW);

        BulkJob finished = moved.moved(null, BulkCounts.NONE.plusDone(), NOW);

        assertThat(finished.position()).isEqualTo(CHAIN);
        assertThat(finished.counts().done()).isEqualTo(2);
        assertThat(finished.state()).isEqualTo(BulkState.FINISHED);
    }

    @Test
    void a_slice_has_at_most_500_chains() {
        Mutation resume = new Mutation.Apply(CHAIN, new ChainEvent.Resume());

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Mutation.BulkSlice(JOB, null, null, Collections.nCopies(501, resume), BulkCounts.NONE))
                .withMessage("a slice of a bulk job must have at most 500 chains, was 501");
    }

    @Test
    void a_slice_has_no_other_changes() {
        Mutation check = new Mutation.Apply(CHAIN, new ChainEvent.DeadlineCheck());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Mutation.BulkSlice(JOB, null, null, List.of(check), BulkCounts.NONE))
                .withMessage("a slice of a bulk job must resume, cancel, rerun or send, was Apply");
    }

    private static BulkJob started() {
        return BulkJob.started(JOB, BulkAction.RESUME, HistoryQuery.all(), new BulkSize(1, false), "ops", NOW);
    }
}
