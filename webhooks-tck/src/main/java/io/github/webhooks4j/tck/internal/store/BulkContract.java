package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.bulk.BulkSkip;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.BulkMoved;
import io.github.webhooks4j.spi.store.MutationResult.BulkSkipped;
import io.github.webhooks4j.spi.store.MutationResult.BulkUnmoved;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the store contract: bulk jobs, which act on each of their chains once. */
public abstract class BulkContract extends StoreFixture {
    private static final BulkJobId JOB = new BulkJobId("bulk_1");
    private static final BulkJobId OTHER_JOB = new BulkJobId("bulk_2");

    private Webhook webhook;

    protected BulkContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 1);
    }

    @Test
    void has_no_job_at_first() {
        assertThat(store.runningBulkJob()).isEmpty();
        assertThat(store.bulkJob(JOB)).isEmpty();
        assertThat(store.bulkJobs(null, 9)).isEmpty();
    }

    @Test
    void stores_a_job_as_it_was_started() {
        HistoryQuery query = HistoryQuery.all()
                .webhook(webhook.id())
                .topic("acme/*")
                .states(Set.of(ChainState.Kind.INTERRUPTED))
                .until(clock.instant());
        BulkJob started = BulkJob.started(
                JOB, BulkAction.RERUN, query, new BulkSize(BulkSize.MAX_COUNTED, true), "Zoë", clock.instant());

        assertThat(commitOne(
                        new Mutation.StartBulk(JOB, started.action(), query, started.planned(), started.startedBy())))
                .isEqualTo(new MutationResult.BulkStarted(started));
        restart();

        assertThat(store.bulkJob(JOB)).contains(started);
        assertThat(store.runningBulkJob()).contains(started);
    }

    @Test
    void starts_no_job_while_another_one_runs() {
        start(JOB, BulkAction.RESUME);

        assertThat(commitOne(starting(OTHER_JOB, BulkAction.CANCEL))).isEqualTo(new MutationResult.BulkRunning(JOB));
        assertThat(store.bulkJob(OTHER_JOB)).isEmpty();

        commit(new Mutation.StopBulk(JOB));
        assertThat(commitOne(starting(OTHER_JOB, BulkAction.CANCEL))).isInstanceOf(MutationResult.BulkStarted.class);
        assertThat(store.runningBulkJob()).map(BulkJob::id).contains(OTHER_JOB);
    }

    @Test
    void starts_one_of_two_jobs_of_a_commit() {
        assertThat(commit(starting(JOB, BulkAction.RESUME), starting(OTHER_JOB, BulkAction.RESUME)))
                .last()
                .isEqualTo(new MutationResult.BulkRunning(JOB));
    }

    @Test
    void starts_a_job_once_whose_start_is_repeated() {
        MutationResult first = commitOne(starting(JOB, BulkAction.RESUME));

        assertThat(commitOne(starting(JOB, BulkAction.RESUME))).isEqualTo(first);
        assertThat(store.bulkJobs(null, 9)).hasSize(1);
    }

    @Test
    void starts_no_job_again_that_has_ended_when_its_start_is_repeated() {
        interrupt("a");
        Mutation start = starting(JOB, BulkAction.RERUN);
        commit(start);
        BulkJob finished = move(slice(JOB, null, null, rerun("a", "again"))).job();

        assertThat(commitOne(start)).isEqualTo(new MutationResult.BulkStarted(finished));
        assertThat(store.bulkJob(JOB)).contains(finished);
        assertThat(store.runningBulkJob()).isEmpty();
        start(OTHER_JOB, BulkAction.RESUME);
        assertThat(commitOne(start)).isEqualTo(new MutationResult.BulkStarted(finished));
    }

    @Test
    void acts_on_a_slice_and_moves_the_job_at_once() {
        interrupt("a");
        interrupt("b");
        start(JOB, BulkAction.RESUME);
        clock.advance(Duration.ofSeconds(1));

        BulkMoved moved = move(slice(JOB, null, id("a"), resume("b"), resume("a")));

        assertThat(moved.results()).hasOnlyElementsOfType(MutationResult.Applied.class);
        assertThat(moved.job().counts()).isEqualTo(new BulkCounts(2, 0, Map.of()));
        assertThat(moved.job().position()).isEqualTo(id("a"));
        assertThat(store.bulkJob(JOB)).contains(moved.job());
        assertThat(state("a")).isEqualTo(new Delivering(0));
        assertThat(claim(webhook, 0, 9).deliveries()).hasSize(2);
    }

    @Test
    void acts_once_on_a_slice_that_is_repeated() {
        interrupt("a");
        start(JOB, BulkAction.RERUN);
        Mutation.BulkSlice slice = slice(JOB, null, id("a"), rerun("a", "again"));
        BulkJob moved = move(slice).job();

        assertThat(commitOne(slice)).isEqualTo(new BulkUnmoved(moved));
        assertThat(commitOne(slice(JOB, null, id("a"), rerun("a", "once_more"))))
                .isEqualTo(new BulkUnmoved(moved));
        assertThat(store.listChains(webhook.id(), null, 9)).hasSize(2);
    }

    @Test
    void acts_once_on_a_slice_that_a_commit_has_twice() {
        interrupt("a");
        start(JOB, BulkAction.RERUN);

        List<MutationResult> results = commit(
                slice(JOB, null, id("a"), rerun("a", "again")), slice(JOB, null, id("a"), rerun("a", "once_more")));

        assertThat(results.get(0)).isInstanceOf(BulkMoved.class);
        assertThat(results.get(1)).isInstanceOf(BulkUnmoved.class);
        assertThat(store.listChains(webhook.id(), null, 9)).hasSize(2);
    }

    @Test
    void goes_on_from_where_it_was_after_a_restart() {
        interrupt("a");
        interrupt("b");
        start(JOB, BulkAction.RESUME);
        move(slice(JOB, null, id("b"), resume("b")));

        restart();
        BulkJob moved = move(slice(JOB, id("b"), id("a"), resume("a"))).job();

        assertThat(moved.counts().done()).isEqualTo(2);
    }

    @Test
    void is_finished_with_its_last_slice() {
        interrupt("a");
        start(JOB, BulkAction.CANCEL);
        clock.advance(Duration.ofSeconds(1));

        BulkJob finished = move(slice(JOB, null, null, cancelling("a"))).job();

        assertThat(finished.state()).isEqualTo(BulkState.FINISHED);
        assertThat(finished.finishedAt()).isEqualTo(clock.instant());
        assertThat(store.bulkJob(JOB)).contains(finished);
        assertThat(store.runningBulkJob()).isEmpty();
        assertThat(state("a")).isEqualTo(new ChainState.Cancelled(0));
    }

    @Test
    void writes_no_slice_of_a_stopped_job() {
        interrupt("a");
        start(JOB, BulkAction.RESUME);

        BulkJob stopped = ((BulkMoved) commitOne(new Mutation.StopBulk(JOB))).job();

        assertThat(stopped.state()).isEqualTo(BulkState.STOPPED);
        assertThat(commitOne(slice(JOB, null, null, resume("a")))).isEqualTo(new BulkUnmoved(stopped));
        assertThat(state("a")).isInstanceOf(ChainState.Interrupted.class);
        assertThat(commitOne(new Mutation.StopBulk(JOB))).isEqualTo(new BulkUnmoved(stopped));
    }

    @Test
    void does_not_find_a_job_that_is_not_there() {
        assertThat(commit(new Mutation.StopBulk(JOB), slice(JOB, null, null, resume("a"))))
                .containsOnly(new MutationResult.NotFound());
    }

    @Test
    void skips_chains_that_do_not_allow_it_and_counts_them() {
        Webhook deleted = savedWebhook("deleted", 1);
        interrupt("gone", deleted);
        interrupt("a");
        start("running", webhook);
        saved(deleted.withStatus(WebhookStatus.DELETED, clock.instant()));
        start(JOB, BulkAction.RESUME);

        BulkMoved moved =
                move(slice(JOB, null, null, resume("running"), resume("nowhere"), resume("gone"), resume("a")));

        assertThat(moved.results())
                .contains(new BulkSkipped(BulkSkip.NO_CHAIN), new BulkSkipped(BulkSkip.WEBHOOK_DELETED));
        assertThat(moved.job().counts())
                .isEqualTo(new BulkCounts(
                        1, 0, Map.of(BulkSkip.OTHER_STATE, 1L, BulkSkip.NO_CHAIN, 1L, BulkSkip.WEBHOOK_DELETED, 1L)));
        assertThat(state("gone")).isInstanceOf(ChainState.Interrupted.class);
        assertThat(store.bulkJob(JOB)).contains(moved.job());
    }

    @Test
    void starts_nothing_for_webhooks_that_are_disabled_or_deleted() {
        Webhook deleted = savedWebhook("deleted", 1);
        Webhook disabled = savedWebhook("disabled", 1);
        interrupt("gone", deleted);
        interrupt("off", disabled);
        start("running", webhook);
        saved(deleted.withStatus(WebhookStatus.DELETED, clock.instant()));
        saved(disabled.withStatus(WebhookStatus.DISABLED, clock.instant()));
        start(JOB, BulkAction.RERUN);

        BulkMoved moved = move(slice(
                JOB,
                null,
                null,
                rerun("gone", "new1", deleted),
                rerun("off", "new2", disabled),
                rerun("running", "new3", webhook)));

        assertThat(moved.job().counts())
                .isEqualTo(new BulkCounts(
                        0,
                        0,
                        Map.of(
                                BulkSkip.WEBHOOK_DELETED, 1L,
                                BulkSkip.WEBHOOK_DISABLED, 1L,
                                BulkSkip.OTHER_STATE, 1L)));
        assertThat(store.chainCounts().accepted()).isEqualTo(3);
    }

    @Test
    void sends_missed_events_once_each() {
        commit(publish(event("missed")));
        interrupt("a");
        start(JOB, BulkAction.SEND_MISSED);

        BulkMoved moved = move(slice(
                JOB,
                null,
                null,
                send("missed", "new1"),
                send("missed", "new2"),
                send("event_of_a", "new3"),
                send("unknown", "new4")));

        assertThat(moved.results().get(0)).isInstanceOf(MutationResult.Started.class);
        assertThat(moved.job().counts())
                .isEqualTo(new BulkCounts(1, 0, Map.of(BulkSkip.OTHER_STATE, 2L, BulkSkip.NO_CHAIN, 1L)));
        assertThat(store.bulkJob(JOB)).contains(moved.job());
        assertThat(store.chainCounts().accepted()).isEqualTo(2);
    }

    @Test
    void sends_nothing_to_webhooks_that_are_disabled_or_deleted() {
        Webhook deleted = savedWebhook("deleted", 1);
        Webhook disabled = savedWebhook("disabled", 1);
        commit(publish(event("missed")));
        saved(deleted.withStatus(WebhookStatus.DELETED, clock.instant()));
        saved(disabled.withStatus(WebhookStatus.DISABLED, clock.instant()));
        start(JOB, BulkAction.SEND_MISSED);

        BulkMoved moved =
                move(slice(JOB, null, null, send("missed", "new1", deleted), send("missed", "new2", disabled)));

        assertThat(moved.results())
                .containsExactly(new BulkSkipped(BulkSkip.WEBHOOK_DELETED), new BulkSkipped(BulkSkip.WEBHOOK_DISABLED));
        assertThat(store.chainCounts().accepted()).isZero();
    }

    @Test
    void counts_what_the_node_left_out() {
        start(JOB, BulkAction.RERUN);
        var left = new BulkCounts(0, 2, Map.of(BulkSkip.WEBHOOK_DISABLED, 3L));

        BulkJob moved = move(new Mutation.BulkSlice(JOB, null, id("a"), List.of(), left))
                .job();

        assertThat(moved.counts()).isEqualTo(left);
        assertThat(store.bulkJob(JOB)).contains(moved);
    }

    @Test
    void reruns_none_of_a_slice_by_webhooks_that_the_store_lacks() {
        interrupt("a");
        interrupt("b");
        start(JOB, BulkAction.RERUN);
        var unknown = new Mutation.Rerun(id("b"), newChain("new", webhook), List.of(4711L));

        assertThat(commitOne(slice(JOB, null, null, rerun("a", "again"), unknown)))
                .isEqualTo(new MutationResult.WebhooksOutdated());
        assertThat(store.runningBulkJob()).map(BulkJob::position).isEmpty();
        assertThat(store.listChains(webhook.id(), null, 9)).hasSize(2);
    }

    @Test
    void lists_jobs_the_latest_first() {
        BulkJob first = started(JOB);
        commit(new Mutation.StopBulk(JOB));
        BulkJob second = started(OTHER_JOB);

        assertThat(store.bulkJobs(null, 9)).extracting(BulkJob::id).containsExactly(second.id(), first.id());
        assertThat(store.bulkJobs(null, 1)).containsExactly(second);
        assertThat(store.bulkJobs(second.id(), 9)).extracting(BulkJob::id).containsExactly(first.id());
        assertThat(store.bulkJobs(first.id(), 9)).isEmpty();
    }

    @Test
    void prunes_jobs_that_ended_longer_ago_than_the_retention() {
        start(JOB, BulkAction.RESUME);
        commit(new Mutation.StopBulk(JOB));
        start(OTHER_JOB, BulkAction.RESUME);
        prune(Duration.ofHours(1));
        assertThat(store.bulkJobs(null, 9)).hasSize(2);

        clock.advance(Duration.ofHours(2));
        prune(Duration.ofHours(1));

        assertThat(store.bulkJobs(null, 9)).extracting(BulkJob::id).containsExactly(OTHER_JOB);
    }

    @Test
    void counts_a_rerun_under_the_number_of_another_event_as_failed() {
        interrupt("a");
        interrupt("b");
        start(JOB, BulkAction.RERUN);

        BulkMoved moved = move(slice(JOB, null, id("a"), rerun("a", "b")));

        assertThat(moved.results()).containsExactly(new MutationResult.NumberTaken(new EventId("event_of_a")));
        assertThat(moved.job().counts()).isEqualTo(new BulkCounts(0, 1, Map.of()));
        assertThat(store.listChains(webhook.id(), null, 9)).hasSize(2);
    }

    private void prune(Duration retention) {
        // The first call of a store that uses its callers' clock records the time.
        store.prune(retention, 9);
        store.prune(retention, 9);
    }

    private Mutation starting(BulkJobId job, BulkAction action) {
        return new Mutation.StartBulk(
                job, action, HistoryQuery.all().until(clock.instant()), new BulkSize(2, false), "ops");
    }

    private void start(BulkJobId job, BulkAction action) {
        assertThat(commitOne(starting(job, action))).isInstanceOf(MutationResult.BulkStarted.class);
    }

    private BulkJob started(BulkJobId job) {
        return ((MutationResult.BulkStarted) commitOne(starting(job, BulkAction.RESUME))).job();
    }

    private static Mutation.BulkSlice slice(
            BulkJobId job, @Nullable ChainId from, @Nullable ChainId to, Mutation... changes) {
        return new Mutation.BulkSlice(job, from, to, List.of(changes), BulkCounts.NONE);
    }

    private BulkMoved move(Mutation.BulkSlice slice) {
        MutationResult result = commitOne(slice);
        assertThat(result).isInstanceOf(BulkMoved.class);
        return (BulkMoved) result;
    }

    private void interrupt(String chain) {
        interrupt(chain, webhook);
    }

    private void interrupt(String chain, Webhook of) {
        record(startAndClaim(chain, of).key(), 1, giveUp());
    }

    private Mutation resume(String chain) {
        return new Mutation.Apply(id(chain), new ChainEvent.Resume());
    }

    private Mutation rerun(String chain, String name) {
        return rerun(chain, name, webhook);
    }

    private Mutation rerun(String chain, String name, Webhook of) {
        return new Mutation.Rerun(id(chain), newChain(name, of));
    }

    private Mutation send(String event, String name) {
        return send(event, name, webhook);
    }

    private Mutation send(String event, String name, Webhook to) {
        return new Mutation.Send(new EventId(event), newChain(name, to));
    }

    private Mutation cancelling(String chain) {
        return new Mutation.Apply(id(chain), new ChainEvent.Cancel());
    }
}
