package io.github.webhooks4j.engine;

import static io.github.webhooks4j.engine.EngineFixture.CI;
import static io.github.webhooks4j.engine.EngineFixture.await;
import static io.github.webhooks4j.engine.EngineFixture.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.webhooks4j.WebhookException.Category;
import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobEndedException;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkJobRunningException;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.bulk.BulkSkip;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.bulk.UnknownBulkJobException;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkTest {
    private static final HistoryQuery INTERRUPTED = HistoryQuery.all().states(Set.of(ChainState.Kind.INTERRUPTED));

    private final EngineFixture hub = new EngineFixture();
    private final List<WebhookEngine> others = new ArrayList<>();

    @AfterEach
    void close() {
        others.forEach(WebhookEngine::close);
        hub.close();
    }

    @Test
    void resumes_all_chains_that_an_outage_interrupted() {
        Webhook webhook = createFailing(CI);
        List<ChainId> chains = List.of(interrupted("push-1"), interrupted("push-2"), interrupted("push-3"));
        hub.clock.advance(Duration.ofSeconds(1));

        BulkPlan plan = hub.engine.bulk().plan(BulkAction.RESUME, HistoryQuery.all());
        assertThat(plan.size()).hasToString("3");
        assertThat(plan.webhooks()).isEqualTo(Map.of(webhook.id(), 3L));
        assertThat(plan.examples())
                .extracting(ChainSummary::id)
                .containsExactly(chains.get(2), chains.get(1), chains.get(0));
        hub.transport.on(CI).respond(200);
        BulkJob job = hub.engine.bulk().start(plan, "ops");

        BulkJob finished = awaitEnd(job);
        assertThat(finished.state()).isEqualTo(BulkState.FINISHED);
        assertThat(finished.counts()).isEqualTo(new BulkCounts(3, 0, Map.of()));
        assertThat(finished.startedBy()).isEqualTo("ops");
        chains.forEach(chain -> hub.awaitState(chain, "complete"));
        assertThat(hub.engine.bulk().current()).isEmpty();
        assertThat(hub.engine.bulk().list(9, null)).containsExactly(finished);
    }

    @Test
    void runs_finished_chains_again_as_new_ones() {
        hub.create(CI);
        ChainId original = hub.publish("push-1");
        hub.awaitState(original, "complete");
        hub.clock.advance(Duration.ofSeconds(1));

        BulkJob job = start(BulkAction.RERUN, HistoryQuery.all());

        assertThat(awaitEnd(job).counts().done()).isEqualTo(1);
        hub.request(CI, 2);
        assertThat(hub.engine.chainCounts().accepted()).isEqualTo(2);
    }

    @Test
    void cancels_what_waits_for_a_retry() {
        hub.create(CI);
        hub.transport.on(CI).respond(500);
        ChainId chain = hub.publish("push-1");
        hub.awaitAttempts(chain, 0, 1);
        hub.clock.advance(Duration.ofMillis(1));

        BulkJob job = start(BulkAction.CANCEL, HistoryQuery.all());

        assertThat(awaitEnd(job).counts().done()).isEqualTo(1);
        hub.awaitState(chain, "cancelled");
    }

    @Test
    void leaves_chains_alone_that_start_after_the_plan() {
        createFailing(CI);
        interrupted("push-1");
        hub.clock.advance(Duration.ofSeconds(1));
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.RESUME, HistoryQuery.all());
        hub.clock.advance(Duration.ofSeconds(1));
        ChainId later = interrupted("push-2");

        BulkJob job = hub.engine.bulk().start(plan, "ops");

        assertThat(awaitEnd(job).counts().total()).isEqualTo(1);
        assertThat(hub.state(later)).isInstanceOf(ChainState.Interrupted.class);
    }

    @Test
    void acts_on_more_chains_than_a_plan_counts() {
        hub.engine.stopDelivering(Duration.ZERO);
        for (int webhook = 0; webhook < 101; webhook++) {
            hub.create("https://d" + webhook + ".example/");
        }
        for (int event = 0; event < 100; event++) {
            hub.engine.publish(hub.push("push-" + event));
        }
        hub.clock.advance(Duration.ofSeconds(1));
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.CANCEL, HistoryQuery.all());
        assertThat(plan.size()).hasToString("more than 10,000");
        // So that nothing is sent in the meantime.
        hub.engine.webhooks().list().forEach(webhook -> hub.engine.webhooks().disable(webhook.id()));
        hub.engine.startDelivering();

        BulkJob job = hub.engine.bulk().start(plan, "ops");

        assertThat(awaitEnd(job).counts()).isEqualTo(new BulkCounts(10_100, 0, Map.of()));
        assertThat(hub.engine.chainCounts().cancelled()).isEqualTo(10_100);
    }

    @Test
    void sends_what_a_webhook_missed_while_it_was_disabled() {
        Webhook webhook = hub.create(CI);
        Instant from = hub.clock.instant();
        hub.awaitState(hub.publish("push-1"), "complete");
        hub.engine.webhooks().disable(webhook.id());
        hub.clock.advance(Duration.ofSeconds(1));
        hub.engine.publish(hub.push("push-2"));
        hub.engine.publish(hub.push("push-3"));
        hub.engine.webhooks().enable(webhook.id());
        hub.clock.advance(Duration.ofSeconds(1));
        HistoryQuery missed = HistoryQuery.all().webhook(webhook.id()).from(from);

        BulkPlan plan = hub.engine.bulk().plan(BulkAction.SEND_MISSED, missed);
        BulkJob job = hub.engine.bulk().start(plan, "ops");

        assertThat(plan.size()).hasToString("2");
        assertThat(plan.webhooks()).isEqualTo(Map.of(webhook.id(), 2L));
        assertThat(awaitEnd(job).counts()).isEqualTo(new BulkCounts(2, 0, Map.of()));
        hub.request(CI, 3);
        assertThat(hub.engine.bulk().plan(BulkAction.SEND_MISSED, missed).size())
                .isEqualTo(new BulkSize(0, false));
        assertThat(hub.engine
                        .history()
                        .event(new EventId("push-2"))
                        .orElseThrow()
                        .laterChains())
                .hasSize(1);
    }

    @Test
    void sends_nothing_to_a_webhook_that_was_disabled_or_deleted_since() {
        Webhook webhook = hub.create(CI);
        hub.engine.webhooks().disable(webhook.id());
        hub.engine.publish(hub.push("push-1"));
        hub.clock.advance(Duration.ofSeconds(1));
        HistoryQuery missed = HistoryQuery.all().webhook(webhook.id()).from(Instant.EPOCH);
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.SEND_MISSED, missed);

        BulkJob whileDisabled = awaitEnd(hub.engine.bulk().start(plan, "ops"));
        hub.engine.webhooks().delete(webhook.id());
        BulkJob afterDeletion = awaitEnd(hub.engine.bulk().start(plan, "ops"));

        assertThat(whileDisabled.counts()).isEqualTo(new BulkCounts(0, 0, Map.of(BulkSkip.WEBHOOK_DISABLED, 1L)));
        assertThat(afterDeletion.counts()).isEqualTo(BulkCounts.NONE);
        assertThat(hub.engine.chainCounts().accepted()).isZero();
        assertThatThrownBy(() -> hub.engine.bulk().plan(BulkAction.SEND_MISSED, missed))
                .isInstanceOf(UnknownWebhookException.class)
                .hasMessage("there is no webhook " + webhook.id());
    }

    @Test
    void sends_missed_events_of_a_webhook_and_a_time_range_only() {
        assertThatThrownBy(() -> hub.engine.bulk().plan(BulkAction.SEND_MISSED, HistoryQuery.all()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a bulk job that sends missed events must have a query with a webhook, from and perhaps until, and "
                                + "nothing else, was {\"until\":\"2026-01-01T00:00:00Z\"}");
    }

    @Test
    void plans_only_chains_to_which_the_action_applies() {
        createFailing(CI);
        interrupted("push-1");
        hub.transport.on(CI).respond(200);
        hub.awaitState(hub.publish("push-2"), "complete");
        hub.clock.advance(Duration.ofSeconds(1));

        assertThat(hub.engine.bulk().plan(BulkAction.RESUME, HistoryQuery.all()).size())
                .isEqualTo(new BulkSize(1, false));
        assertThat(hub.engine.bulk().plan(BulkAction.RERUN, HistoryQuery.all()).size())
                .isEqualTo(new BulkSize(2, false));
        assertThat(hub.engine.bulk().plan(BulkAction.CANCEL, INTERRUPTED).size())
                .isEqualTo(new BulkSize(1, false));
    }

    @Test
    void names_the_states_to_which_an_action_applies() {
        HistoryQuery complete = HistoryQuery.all().states(Set.of(ChainState.Kind.COMPLETE));

        assertThatThrownBy(() -> hub.engine.bulk().plan(BulkAction.RESUME, complete))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a bulk job can resume chains that are [interrupted], but its query is for [complete]");
    }

    @Test
    void starts_no_job_without_a_chain() {
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.RERUN, HistoryQuery.all());

        assertThatThrownBy(() -> hub.engine.bulk().start(plan, "ops"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the plan has nothing to run again; plan with another query");
    }

    @Test
    void starts_no_job_of_nobody() {
        createFailing(CI);
        interrupted("push-1");
        hub.clock.advance(Duration.ofSeconds(1));
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.RESUME, HistoryQuery.all());

        assertThatThrownBy(() -> hub.engine.bulk().start(plan, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the name of who starts a bulk job must be 1 to 100 characters and not blank, was 1 characters");
        assertThatThrownBy(() -> hub.engine.bulk().start(plan, "o\nps"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name of who starts a bulk job must hold no control characters");
    }

    @Test
    void starts_no_second_job_while_one_runs() {
        BulkJob running = startOnNodeThatDoesNotDeliver();
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.RESUME, HistoryQuery.all());

        var refused = catchThrowableOfType(
                BulkJobRunningException.class, () -> hub.engine.bulk().start(plan, "ops"));

        assertThat(refused)
                .hasMessage("one bulk job runs at a time, and " + running.id()
                        + " runs; start this one when it has ended, or stop it");
        assertThat(refused.running()).isEqualTo(running.id());
        assertThat(refused.category()).isEqualTo(Category.CONFLICT);
    }

    @Test
    void does_nothing_for_a_job_that_was_stopped() {
        BulkJob running = startOnNodeThatDoesNotDeliver();

        BulkJob stopped = hub.engine.bulk().stop(running.id());

        assertThat(stopped.state()).isEqualTo(BulkState.STOPPED);
        assertThat(hub.engine.bulk().job(running.id())).contains(stopped);
        hub.engine.startDelivering();
        hub.clock.advance(Duration.ofMinutes(1));
        assertThat(hub.engine.bulk().plan(BulkAction.RESUME, HistoryQuery.all()).size())
                .isEqualTo(new BulkSize(1, false));
    }

    @Test
    void stops_no_job_that_has_ended() {
        createFailing(CI);
        interrupted("push-1");
        hub.clock.advance(Duration.ofSeconds(1));
        BulkJob job = awaitEnd(start(BulkAction.CANCEL, HistoryQuery.all()));

        var refused = catchThrowableOfType(
                BulkJobEndedException.class, () -> hub.engine.bulk().stop(job.id()));

        assertThat(refused).hasMessage("bulk job " + job.id() + " can be stopped only while it runs, was finished");
        assertThat(refused.job()).isEqualTo(job.id());
        assertThat(refused.state()).isEqualTo(BulkState.FINISHED);
        assertThat(refused.category()).isEqualTo(Category.CONFLICT);
    }

    @Test
    void stops_no_job_that_is_not_there() {
        var unknown = new BulkJobId("bulk_unknown");

        var refused = catchThrowableOfType(
                UnknownBulkJobException.class, () -> hub.engine.bulk().stop(unknown));

        assertThat(refused).hasMessage("there is no bulk job bulk_unknown");
        assertThat(refused.job()).isEqualTo(unknown);
        assertThat(refused.category()).isEqualTo(Category.NOT_FOUND);
        assertThat(hub.engine.bulk().job(unknown)).isEmpty();
    }

    @Test
    void lists_1_to_100_jobs() {
        assertThatThrownBy(() -> hub.engine.bulk().list(101, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be 1 to 100, was 101");
    }

    @Test
    void plans_starts_and_stops_nothing_once_closed() {
        createFailing(CI);
        interrupted("push-1");
        hub.clock.advance(Duration.ofSeconds(1));
        Bulk bulk = hub.engine.bulk();
        BulkPlan plan = bulk.plan(BulkAction.RESUME, HistoryQuery.all());
        hub.engine.close();

        assertThatThrownBy(() -> bulk.plan(BulkAction.RESUME, HistoryQuery.all()))
                .isInstanceOf(EngineClosedException.class);
        assertThatThrownBy(() -> bulk.start(plan, "ops")).isInstanceOf(EngineClosedException.class);
        assertThatThrownBy(() -> bulk.stop(new BulkJobId("bulk_1"))).isInstanceOf(EngineClosedException.class);
    }

    @Test
    void reports_that_the_store_is_away() {
        createFailing(CI);
        interrupted("push-1");
        hub.clock.advance(Duration.ofSeconds(1));
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.RESUME, HistoryQuery.all());
        hub.store.failNextCommits(1_000);

        assertThatThrownBy(() -> hub.engine.bulk().start(plan, "ops")).isInstanceOf(StoreException.class);
        assertThat(hub.engine.bulk().current()).isEmpty();
    }

    @Test
    void goes_on_at_once_when_the_response_to_a_slice_was_lost() {
        hub.engine.stopDelivering(Duration.ZERO);
        for (int webhook = 0; webhook < 11; webhook++) {
            hub.create("https://d" + webhook + ".example/");
        }
        for (int event = 0; event < 100; event++) {
            hub.engine.publish(hub.push("push-" + event));
        }
        hub.engine.webhooks().list().forEach(webhook -> hub.engine.webhooks().disable(webhook.id()));
        hub.clock.advance(Duration.ofSeconds(1));
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.CANCEL, HistoryQuery.all());
        hub.engine.close();
        var lost = new AtomicBoolean();
        Store store = HookedStore.of(hub.store, (method, arguments) -> {
            if (method.equals("commit") && isSlice((List<?>) arguments[0]) && lost.compareAndSet(false, true)) {
                hub.store.failAfterNextCommit();
            }
        });
        others.add(EngineFixture.startOn(store, hub.transport, hub.clock));

        BulkJob job = others.get(0).bulk().start(plan, "ops");

        assertThat(awaitEnd(job).counts()).isEqualTo(new BulkCounts(1_100, 0, Map.of()));
        assertThat(lost).isTrue();
    }

    private static boolean isSlice(List<?> changes) {
        return changes.stream().anyMatch(Mutation.BulkSlice.class::isInstance);
    }

    @Test
    void sends_to_a_webhook_that_another_node_has_just_enabled() {
        Webhook webhook = hub.create(CI);
        hub.engine.webhooks().disable(webhook.id());
        hub.engine.publish(hub.push("push-1"));
        hub.clock.advance(Duration.ofSeconds(1));
        BulkPlan plan = hub.engine
                .bulk()
                .plan(
                        BulkAction.SEND_MISSED,
                        HistoryQuery.all().webhook(webhook.id()).from(Instant.EPOCH));
        others.add(EngineFixture.startOn(hub.store.join(), hub.transport, hub.clock));
        others.get(0).webhooks().enable(webhook.id());

        BulkJob job = hub.engine.bulk().start(plan, "ops");

        assertThat(awaitEnd(job).counts()).isEqualTo(new BulkCounts(1, 0, Map.of()));
    }

    @Test
    void goes_on_with_a_job_after_a_crash() {
        BulkJob job = startOnNodeThatDoesNotDeliver();

        hub.restartAfterCrash();
        awaitTurn();

        assertThat(awaitEnd(job).counts().done()).isEqualTo(1);
    }

    @Test
    void goes_on_with_the_job_of_another_node() {
        BulkJob job = startOnNodeThatDoesNotDeliver();

        others.add(EngineFixture.startOn(hub.store.join(), hub.transport, hub.clock));
        awaitTurn();

        assertThat(awaitEnd(job).counts().done()).isEqualTo(1);
    }

    @Test
    void resurrects_nothing_of_a_deleted_webhook() {
        BulkJob resume = startOnNodeThatDoesNotDeliver();
        WebhookId webhook = hub.engine.webhooks().list().get(0).id();
        hub.engine.webhooks().delete(webhook);

        hub.engine.startDelivering();
        awaitTurn();

        assertThat(awaitEnd(resume).counts()).isEqualTo(new BulkCounts(0, 0, Map.of(BulkSkip.WEBHOOK_DELETED, 1L)));
        BulkJob rerun = start(BulkAction.RERUN, HistoryQuery.all());
        assertThat(awaitEnd(rerun).counts()).isEqualTo(new BulkCounts(0, 0, Map.of(BulkSkip.WEBHOOK_DELETED, 1L)));
        assertThat(hub.engine.chainCounts().accepted()).isEqualTo(1);
    }

    @Test
    void resurrects_nothing_of_an_erased_owner() {
        BulkJob job = startOnNodeThatDoesNotDeliver();
        hub.engine.eraseOwner("acme");

        hub.engine.startDelivering();
        awaitTurn();

        assertThat(awaitEnd(job).counts()).isEqualTo(BulkCounts.NONE);
    }

    @Test
    void starts_nothing_for_a_disabled_webhook() {
        Webhook webhook = createFailing(CI);
        interrupted("push-1");
        hub.clock.advance(Duration.ofSeconds(1));
        hub.engine.webhooks().disable(webhook.id());

        BulkJob job = start(BulkAction.RERUN, HistoryQuery.all());

        assertThat(awaitEnd(job).counts()).isEqualTo(new BulkCounts(0, 0, Map.of(BulkSkip.WEBHOOK_DISABLED, 1L)));
    }

    @Test
    void goes_on_without_a_chain_that_the_store_refuses() {
        createFailing(CI);
        interrupted("push-1");
        ChainId refused = interrupted("push-2");
        interrupted("push-3");
        hub.clock.advance(Duration.ofSeconds(1));
        BulkPlan plan = hub.engine.bulk().plan(BulkAction.CANCEL, HistoryQuery.all());
        hub.engine.close();
        Store store = HookedStore.of(hub.store, (method, arguments) -> {
            if (method.equals("commit") && actsOn((List<?>) arguments[0], refused)) {
                throw new StoreException(StoreException.Reason.FAILED, "refused");
            }
        });
        others.add(EngineFixture.startOn(store, hub.transport, hub.clock));

        BulkJob job = others.get(0).bulk().start(plan, "ops");

        await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return others.get(0).bulk().current().isEmpty();
        });
        assertThat(others.get(0).bulk().job(job.id())).map(BulkJob::counts).contains(new BulkCounts(2, 1, Map.of()));
    }

    private static boolean actsOn(List<?> changes, ChainId chain) {
        return changes.stream()
                .anyMatch(change -> change instanceof Mutation.BulkSlice slice
                        && slice.changes().stream()
                                .anyMatch(each -> each instanceof Mutation.Apply apply
                                        && apply.chain().equals(chain)));
    }

    /** Interrupts a chain, and starts a job to resume it that no node works on. */
    private BulkJob startOnNodeThatDoesNotDeliver() {
        createFailing(CI);
        interrupted("push-1");
        hub.clock.advance(Duration.ofSeconds(1));
        hub.engine.stopDelivering(Duration.ZERO);
        return start(BulkAction.RESUME, HistoryQuery.all());
    }

    /** Lets a node look at the job twice, between which it does not move. */
    private void awaitTurn() {
        await(() -> {
            hub.clock.advance(Duration.ofSeconds(1));
            return hub.store.runningBulkJob().isEmpty();
        });
    }

    private BulkJob start(BulkAction action, HistoryQuery query) {
        return hub.engine.bulk().start(hub.engine.bulk().plan(action, query), "ops");
    }

    private BulkJob awaitEnd(BulkJob job) {
        await(() -> hub.store.bulkJob(job.id()).orElseThrow().finishedAt() != null);
        return hub.store.bulkJob(job.id()).orElseThrow();
    }

    private Webhook createFailing(String destination) {
        hub.transport.on(destination).respond(500);
        return hub.engine
                .webhooks()
                .create(draft(destination)
                        .retrySchedule(new RetrySchedule(List.of(), 0))
                        .expectFinalCallback(false)
                        .owner("acme")
                        .build());
    }

    private ChainId interrupted(String event) {
        ChainId chain = hub.publish(event);
        hub.awaitState(chain, "interrupted");
        return chain;
    }
}
