package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainEvent.CallbackReceived;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.Mutation.RecordAttempt;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreRulesTest {
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");
    private static final Instant NOW = START.plusSeconds(10);
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("node"), Duration.ofSeconds(15));
    private static final Lease LEASE = NODE.lease(START);
    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final ChainId CHAIN = new ChainId("c_1");
    private static final Timing TIMING = Timing.ofTotal(Duration.ofMillis(7));
    private static final AttemptOutcome DELIVERED = new AttemptOutcome.Delivered();
    private static final AttemptOutcome RETRY = new AttemptOutcome.Retry(LATER);
    private static final AttemptOutcome GIVE_UP = new AttemptOutcome.Exhausted();
    private static final AttemptOutcome GONE = new AttemptOutcome.Gone();
    private static final FailureStreak HOPELESS = new FailureStreak(NOW.minus(Duration.ofDays(5)), 12);

    @Test
    void starts_with_a_delivery_due_at_once() {
        StoredChain record = start(false);

        assertThat(record.chain().state()).isEqualTo(new Delivering(0));
        assertThat(record.due()).isEqualTo(new PendingDelivery(START, 1, 0, null));
        assertThat(record.startedAt()).isEqualTo(START);
        assertThat(record.finishedAt()).isNull();
    }

    @Test
    void starts_in_a_claim_batch_if_the_node_that_publishes_it_claims_it() {
        Instant never = Instant.parse("2200-01-01T00:00:00Z");

        assertThat(start(true).due())
                .isEqualTo(new PendingDelivery(START, 1, 1, new Lease(new NodeId("claim_batch"), never)));
        assertThat(StoreRules.isInClaimBatch(start(true))).isTrue();
        assertThat(StoreRules.isInClaimBatch(claim(start(false)))).isFalse();
    }

    @Test
    void is_in_the_queue_under_the_ended_lease_when_its_claim_batch_is_dissolved() {
        StoredChain dissolved = StoreRules.dissolve(start(true), LEASE);

        assertThat(dissolved.due()).isEqualTo(new PendingDelivery(START, 1, 1, LEASE));
        assertThat(StoreRules.isInClaimBatch(dissolved)).isFalse();
        assertThat(claim(dissolved).due()).isEqualTo(new PendingDelivery(START, 1, 2, LEASE));
    }

    @Test
    void leaves_its_claim_batch_once_it_is_released_retried_set_aside_or_settled() {
        ClaimToken first = key(0, 0, 1);
        Mutation.RecordAttempt success = record(first, DELIVERED);

        assertThat(List.of(
                        StoreRules.release(start(true), first).after(),
                        attempt(start(true), first, RETRY).after(),
                        attempt(start(true), first, DELIVERED).after(),
                        attempt(start(true), first, GIVE_UP).after(),
                        StoreRules.setAside(start(true), success).after(),
                        calledBack(start(true), Callback.success()).after(),
                        apply(start(true), new ChainEvent.Cancel())))
                .noneMatch(StoreRules::isInClaimBatch);
    }

    @Test
    void stays_in_its_claim_batch_when_it_moves_to_other_settings() {
        var plan = new ChainPlan(List.of(7, 8), true, DEADLINE);
        var move = new Mutation.Move(CHAIN, 2, plan, null);

        StoredChain moved = StoreRules.move(start(true), move, NOW).after();

        assertThat(moved.revision()).isEqualTo(2);
        assertThat(moved.lane()).isEqualTo(new LaneKey(new WebhookId("w"), 7));
        assertThat(moved.due()).isEqualTo(StoreRules.heldFromStart(START));
    }

    @Test
    void a_claim_in_a_claim_batch_is_not_renewed_alone() {
        assertThat(StoreRules.renew(start(true), key(0, 0, 1), NODE, NOW)).isEqualTo(start(true));
    }

    @Test
    void counts_as_cancelled_when_its_webhook_was_deleted_before_it_was_finished() {
        StoredChain record = StoreRules.deleted(start(true), NOW);

        assertThat(record.chain().state()).isEqualTo(new Cancelled(0));
        assertThat(record.finishedAt()).isEqualTo(NOW);
        assertThat(record.due()).isNull();
        assertThat(StoreRules.deleted(record, LATER)).isEqualTo(record);
    }

    @Test
    void counts_as_cancelled_from_its_start_when_its_webhook_had_been_deleted_before() {
        assertThat(StoreRules.deleted(start(false), START.minusSeconds(1)).finishedAt())
                .isEqualTo(START);
    }

    @Test
    void a_claim_has_the_next_fencing_token() {
        StoredChain claimed = claim(start(false));

        assertThat(claimed.due()).isEqualTo(new PendingDelivery(START, 1, 1, LEASE));
        assertThat(claim(claimed).due()).isEqualTo(new PendingDelivery(START, 1, 2, LEASE));
    }

    @Test
    void nothing_is_claimed_of_a_chain_without_a_delivery() {
        StoredChain waiting = apply(start(true), new ChainEvent.Delivered(0));

        assertThatThrownBy(() -> claim(waiting))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("chain c_1 has no delivery due");
    }

    @Test
    void a_success_leaves_nothing_due() {
        Applied applied = attempt(start(true), key(0, 0, 1), DELIVERED);

        assertThat(applied.effect()).isEqualTo(Effect.MOVED);
        assertThat(applied.before()).isEqualTo(start(true));
        assertThat(applied.after().chain().state()).isEqualTo(new AwaitingCallback(0, NOW.plus(DEADLINE)));
        assertThat(applied.after().due()).isNull();
        assertThat(applied.after().finishedAt()).isNull();
        assertThat(applied.disabled()).isNull();
    }

    @Test
    void the_last_success_finishes_a_chain_that_expects_no_final_callback() {
        StoredChain record =
                StoreRules.start(newChain(new ChainPlan(1, false, DEADLINE), true), new EventId("e"), null, START);

        Applied applied = attempt(record, key(0, 0, 1), DELIVERED);

        assertThat(applied.after().chain().state()).isEqualTo(new Complete(0));
        assertThat(applied.after().finishedAt()).isEqualTo(NOW);
        assertThat(applied.after().due()).isNull();
    }

    @Test
    void a_failure_makes_the_next_attempt_due_for_anybody() {
        Applied applied = attempt(start(true), key(0, 0, 1), RETRY);

        assertThat(applied.effect()).isEqualTo(Effect.RETRY_SCHEDULED);
        assertThat(applied.after().due()).isEqualTo(new PendingDelivery(LATER, 2, 1, null));
        assertThat(applied.after().chain()).isEqualTo(start(true).chain());
        assertThat(claim(applied.after()).due()).isEqualTo(new PendingDelivery(LATER, 2, 2, LEASE));
    }

    @Test
    void giving_up_interrupts_the_chain_and_leaves_the_webhook_alone() {
        Applied applied = attempt(start(true), key(0, 0, 1), GIVE_UP);

        assertThat(applied.effect()).isEqualTo(Effect.MOVED);
        assertThat(applied.after().chain().state()).isEqualTo(new Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED));
        assertThat(applied.after().due()).isNull();
        assertThat(applied.after().finishedAt()).isEqualTo(NOW);
        assertThat(applied.disabled()).isNull();
    }

    @Test
    void a_destination_that_is_gone_interrupts_the_chain_and_disables_the_webhook() {
        Applied applied = attempt(start(true), key(0, 0, 1), GONE);

        assertThat(applied.after().chain().state()).isEqualTo(new Interrupted(0, InterruptionCause.DESTINATION_GONE));
        assertThat(applied.disabled()).isEqualTo(WebhookStatus.DISABLED_GONE);
    }

    @Test
    void a_failure_of_a_hopeless_webhook_disables_it() {
        Applied retried = StoreRules.recordAttempt(start(true), record(key(0, 0, 1), RETRY), HOPELESS, NOW);
        Applied givenUp = StoreRules.recordAttempt(start(true), record(key(0, 0, 1), GIVE_UP), HOPELESS, NOW);

        assertThat(retried.disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
        assertThat(retried.after().due()).isEqualTo(new PendingDelivery(LATER, 2, 1, null));
        assertThat(givenUp.disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @ParameterizedTest
    @MethodSource("staleClaims")
    void a_stale_failure_changes_nothing(Stale stale) {
        for (AttemptOutcome failure : List.of(RETRY, GIVE_UP, GONE)) {
            Applied applied = StoreRules.recordAttempt(stale.record, record(stale.key, failure), HOPELESS, NOW);

            assertThat(applied.effect()).isEqualTo(Effect.IGNORED);
            assertThat(applied.after()).isSameAs(stale.record);
            assertThat(applied.disabled()).isNull();
        }
    }

    @Test
    void a_renewed_claim_is_held_longer_under_the_same_fencing_token() {
        StoredChain renewed = StoreRules.renew(claim(start(false)), key(0, 0, 1), NODE, NOW);

        assertThat(renewed.due()).isEqualTo(new PendingDelivery(START, 1, 1, NODE.lease(NOW)));
    }

    @Test
    void a_stale_claim_is_not_renewed() {
        for (Stale stale : staleClaims()) {
            assertThat(StoreRules.renew(stale.record, stale.key, NODE, NOW))
                    .as(stale.why)
                    .isEqualTo(stale.record);
        }
    }

    @Test
    void a_success_counts_under_a_stale_claim() {
        StoredChain claimedAgain = claim(start(true));
        StoredChain retrying = attempt(start(true), key(0, 0, 1), RETRY).after();

        assertThat(attempt(claimedAgain, key(0, 0, 1), DELIVERED)
                        .after()
                        .chain()
                        .state())
                .isEqualTo(new AwaitingCallback(0, NOW.plus(DEADLINE)));
        assertThat(attempt(retrying, key(0, 0, 1), DELIVERED).after().due()).isNull();
    }

    @Test
    void a_success_of_a_former_run_or_step_changes_nothing() {
        StoredChain resumed = resumed();
        StoredChain secondStep = secondStep();

        assertThat(attempt(resumed, key(0, 0, 1), DELIVERED).after()).isSameAs(resumed);
        assertThat(attempt(secondStep, key(0, 0, 1), DELIVERED).after()).isEqualTo(secondStep);
        assertThat(attempt(secondStep, key(0, 0, 1), DELIVERED).effect()).isEqualTo(Effect.IGNORED);
    }

    @Test
    void a_released_claim_leaves_the_delivery_as_it_was() {
        Applied applied = StoreRules.release(start(true), key(0, 0, 1));

        assertThat(applied.effect()).isEqualTo(Effect.RELEASED);
        assertThat(applied.after().due()).isEqualTo(new PendingDelivery(START, 1, 1, null));
        assertThat(claim(applied.after()).due()).isEqualTo(new PendingDelivery(START, 1, 2, LEASE));
    }

    @ParameterizedTest
    @MethodSource("staleClaims")
    void a_stale_release_changes_nothing(Stale stale) {
        assertThat(StoreRules.release(stale.record, stale.key).after()).isSameAs(stale.record);
    }

    @Test
    void a_callback_while_delivering_removes_what_was_still_to_be_tried() {
        Applied failed = calledBack(attempt(start(true), key(0, 0, 1), RETRY).after(), Callback.failure());

        assertThat(failed.effect()).isEqualTo(Effect.MOVED);
        assertThat(failed.after().chain().state()).isEqualTo(new Interrupted(0, InterruptionCause.CALLBACK_FAILURE));
        assertThat(failed.after().due()).isNull();
        assertThat(failed.after().finishedAt()).isEqualTo(NOW);
    }

    @Test
    void a_callback_while_delivering_makes_the_next_step_due_at_once() {
        Applied succeeded = calledBack(start(true), Callback.success());

        assertThat(succeeded.after().chain().state()).isEqualTo(new Delivering(1));
        assertThat(succeeded.after().due()).isEqualTo(new PendingDelivery(NOW, 1, 0, null));
        assertThat(succeeded.after().finishedAt()).isNull();
    }

    @Test
    void a_callback_that_changes_nothing_leaves_the_delivery_claimed() {
        StoredChain secondStep =
                claim(calledBack(start(true), Callback.success()).after());

        assertThat(calledBack(secondStep, Callback.success()))
                .satisfies(again -> assertThat(again.effect()).isEqualTo(Effect.DUPLICATE))
                .satisfies(again -> assertThat(again.after()).isEqualTo(secondStep));
        assertThat(calledBack(secondStep, Callback.error()))
                .satisfies(other -> assertThat(other.effect()).isEqualTo(Effect.CONFLICT))
                .satisfies(other -> assertThat(other.after()).isEqualTo(secondStep));
    }

    @Test
    void a_noted_callback_leaves_a_complete_chain_finished_when_it_was() {
        StoredChain record =
                StoreRules.start(newChain(new ChainPlan(1, false, DEADLINE), true), new EventId("e"), null, START);
        StoredChain complete = attempt(record, key(0, 0, 1), DELIVERED).after();

        Applied noted = StoreRules.apply(complete, new CallbackReceived(0, Callback.error()), LATER);

        assertThat(noted.effect()).isEqualTo(Effect.RECORDED);
        assertThat(noted.after().finishedAt()).isEqualTo(NOW);
        assertThat(noted.after().chain().callbacks()).containsEntry(0, Callback.error());
    }

    @Test
    void a_resume_makes_a_fresh_delivery_due() {
        StoredChain resumed = resumed();

        assertThat(resumed.chain().state()).isEqualTo(new Delivering(0));
        assertThat(resumed.chain().resumeCount()).isEqualTo(1);
        assertThat(resumed.due()).isEqualTo(new PendingDelivery(LATER, 1, 0, null));
        assertThat(resumed.finishedAt()).isNull();
        assertThat(attempt(claim(resumed), key(0, 1, 1), DELIVERED)
                        .after()
                        .chain()
                        .state())
                .isEqualTo(new AwaitingCallback(0, NOW.plus(DEADLINE)));
    }

    @Test
    void a_cancelled_chain_has_nothing_due() {
        StoredChain cancelled = apply(start(true), new ChainEvent.Cancel());

        assertThat(cancelled.chain().state()).isEqualTo(new Cancelled(0));
        assertThat(cancelled.due()).isNull();
        assertThat(cancelled.finishedAt()).isEqualTo(NOW);
    }

    @Test
    void cancelling_an_interrupted_chain_finishes_it_anew() {
        StoredChain interrupted = attempt(start(true), key(0, 0, 1), GIVE_UP).after();

        Applied cancelled = StoreRules.apply(interrupted, new ChainEvent.Cancel(), LATER);

        assertThat(cancelled.after().finishedAt()).isEqualTo(LATER);
    }

    @Test
    void a_passed_deadline_interrupts_a_waiting_chain() {
        StoredChain waiting = apply(start(true), new ChainEvent.Delivered(0));
        Instant deadline = NOW.plus(DEADLINE);

        assertThat(StoreRules.apply(waiting, new ChainEvent.DeadlineCheck(), deadline.minusMillis(1))
                        .after())
                .isEqualTo(waiting);
        assertThat(StoreRules.apply(waiting, new ChainEvent.DeadlineCheck(), deadline)
                        .after()
                        .finishedAt())
                .isEqualTo(deadline);
    }

    @Test
    void a_record_fits_the_state_of_its_chain() {
        Chain delivering = start(false).chain();

        assertThatThrownBy(() -> chainRecord(delivering, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c_1 must have a delivery due exactly while it is delivering, was delivering");
        assertThatThrownBy(() -> chainRecord(delivering, NOW, new PendingDelivery(NOW, 1, 0, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c_1 must have finishedAt exactly if it is finished, was delivering");
        Chain cancelled = apply(start(false), new ChainEvent.Cancel()).chain();
        assertThatThrownBy(() -> chainRecord(cancelled, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c_1 must have finishedAt exactly if it is finished, was cancelled");
        assertThatThrownBy(() -> chainRecord(cancelled, NOW, new PendingDelivery(NOW, 1, 0, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chain c_1 must have a delivery due exactly while it is delivering, was cancelled");
    }

    /**
     * A claim that is not the present one.
     *
     * @param why what came between
     * @param record the record as it stands now
     * @param key the claim
     */
    record Stale(String why, StoredChain record, ClaimToken key) {
        @Override
        public String toString() {
            return why;
        }
    }

    static List<Stale> staleClaims() {
        ClaimToken first = key(0, 0, 1);
        return List.of(
                new Stale("claimed again", claim(start(true)), first),
                new Stale("released", StoreRules.release(start(true), first).after(), first),
                new Stale("recorded", attempt(start(true), first, RETRY).after(), first),
                new Stale("resumed", claim(resumed()), first),
                new Stale("at the next step", claim(secondStep()), first),
                new Stale("delivered", attempt(start(true), first, DELIVERED).after(), first),
                new Stale("cancelled", apply(start(true), new ChainEvent.Cancel()), first));
    }

    private static StoredChain secondStep() {
        return calledBack(start(true), Callback.success()).after();
    }

    private static StoredChain start(boolean claimed) {
        return StoreRules.start(newChain(new ChainPlan(2, true, DEADLINE), claimed), new EventId("e"), null, START);
    }

    private static NewChain newChain(ChainPlan plan, boolean claimed) {
        return new NewChain(CHAIN, new WebhookId("w"), 1, plan, claimed ? NODE : null);
    }

    private static StoredChain claim(StoredChain record) {
        return StoreRules.claim(record, NODE, START);
    }

    private static StoredChain resumed() {
        StoredChain interrupted = attempt(start(true), key(0, 0, 1), GIVE_UP).after();
        return StoreRules.apply(interrupted, new ChainEvent.Resume(), LATER).after();
    }

    private static StoredChain apply(StoredChain record, ChainEvent input) {
        return StoreRules.apply(record, input, NOW).after();
    }

    private static Applied calledBack(StoredChain record, Callback callback) {
        return StoreRules.apply(record, new CallbackReceived(0, callback), NOW);
    }

    private static Applied attempt(StoredChain record, ClaimToken key, AttemptOutcome verdict) {
        return StoreRules.recordAttempt(record, record(key, verdict), FailureStreak.NONE, NOW);
    }

    private static RecordAttempt record(ClaimToken key, AttemptOutcome verdict) {
        var result = verdict.equals(DELIVERED)
                ? new Response(204, null, null, "", TIMING)
                : new NoResponse(FailureCode.TIMED_OUT, TIMING);
        return new RecordAttempt(key, new Attempt(1, NOW, result), verdict);
    }

    private static ClaimToken key(int step, int resumes, int fence) {
        return new ClaimToken(new DeliveryId(CHAIN, step), resumes, fence);
    }

    private static StoredChain chainRecord(Chain chain, @Nullable Instant finishedAt, @Nullable PendingDelivery due) {
        return new StoredChain(chain, new WebhookId("w"), 1, new EventId("e"), START, finishedAt, due);
    }
}
