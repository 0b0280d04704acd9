package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.AttemptOutcome.Retry.Cause;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: attempts, what follows from them, and those that come too late. */
abstract class AttemptContract extends StoreFixture {

    private Webhook webhook;

    AttemptContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void retries_a_failed_delivery_at_the_time_of_the_outcome() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);

        Applied applied = record(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));

        assertThat(applied.after().due()).isEqualTo(free(clock.instant().plusSeconds(5), 2, 1));
        assertThat(story("c").chain()).isEqualTo(applied.after());
    }

    @Test
    void counts_what_the_attempts_before_the_next_one_came_to() {
        ClaimedDelivery first = startAndClaim("c", webhook);
        assertThat(first.next()).isEqualTo(NextAttempt.FIRST);

        record(first.key(), 1, new AttemptOutcome.Retry(clock.instant(), Cause.SENDER_FAULT));
        ClaimedDelivery second = claimOne(webhook, 0);
        assertThat(second.next()).isEqualTo(new NextAttempt(2, 0, 1, false));

        record(second.key(), 2, new AttemptOutcome.Retry(clock.instant(), Cause.REUSED_CONNECTION));
        ClaimedDelivery third = claimOne(webhook, 0);
        assertThat(third.next()).isEqualTo(new NextAttempt(3, 0, 0, true));

        record(third.key(), 3, new AttemptOutcome.Retry(clock.instant()));
        restart();
        ClaimedDelivery fourth = claimOne(webhook, 0);
        assertThat(fourth.next()).isEqualTo(new NextAttempt(4, 1, 0, false));
        assertThat(story("c").chain().due()).isNotNull();
        assertThat(story("c").attempts()).hasSize(3);
    }

    @Test
    void awaits_the_callback_once_the_payload_is_delivered() {
        start("c", webhook);

        Applied applied = deliver(webhook, 0);

        assertThat(applied.effect()).isEqualTo(Effect.MOVED);
        assertThat(applied.after().chain().state())
                .isEqualTo(new AwaitingCallback(0, clock.instant().plus(CALLBACK_DEADLINE)));
        assertThat(applied.after().due()).isNull();
        assertThat(story("c").chain()).isEqualTo(applied.after());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 1, 0, 0, 0));
    }

    @Test
    void completes_a_chain_that_expects_no_callback_once_the_payload_is_delivered() {
        Webhook single = savedWebhook("single", 1);
        start("c", single);
        clock.advance(Duration.ofSeconds(1));

        deliver(single, 0);

        assertThat(state("c")).isEqualTo(new Complete(0));
        assertThat(story("c").chain().finishedAt()).isEqualTo(clock.instant());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void interrupts_a_chain_whose_delivery_is_exhausted() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);

        record(delivery.key(), 1, giveUp());

        assertThat(state("c")).isEqualTo(new Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED));
        assertThat(story("c").chain().due()).isNull();
        assertThat(story("c").chain().finishedAt()).isEqualTo(clock.instant());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 1, 0));
    }

    @Test
    void keeps_each_attempt_with_its_whole_result_over_a_restart() {
        var timing = new Timing(
                Duration.ofMillis(1234), Duration.ofMillis(30), Duration.ofMillis(1200), Duration.ofMillis(4));
        var results = new ArrayList<DeliveryResult>(List.of(
                new DeliveryResult.Response(503, "Fri, 02 Jan 2026 00:00:00 GMT", null, "später \u0000 構築", timing),
                new DeliveryResult.Response(302, null, "https://other.example/?a=b", "", timing)));
        for (FailureCode code : FailureCode.values()) {
            results.add(new DeliveryResult.NoResponse(code, timing));
        }
        start("c", webhook);

        var expected = new ArrayList<StoredAttempt>();
        for (DeliveryResult result : results) {
            ClaimedDelivery delivery = claimOne(webhook, 0);
            var attempt = new Attempt(delivery.attempt(), clock.instant(), result);
            commit(new Mutation.RecordAttempt(delivery.key(), attempt, retryIn(Duration.ofSeconds(1))));
            expected.add(new StoredAttempt(delivery.key(), attempt));
            clock.advance(Duration.ofSeconds(1));
        }
        restart();

        assertThat(story("c").attempts()).containsExactlyElementsOf(expected);
    }

    @Test
    void returns_attempts_by_their_time_the_earliest_first() {
        ClaimedDelivery slow = startAndClaim("c", webhook);
        Mutation late = attempt(slow.key(), 1, retryIn(Duration.ofSeconds(5)));
        release(slow.key());
        clock.advance(Duration.ofSeconds(1));
        ClaimedDelivery quick = claimOne(webhook, 0);
        record(quick.key(), 1, retryIn(Duration.ofSeconds(5)));

        commit(late);

        assertThat(story("c").attempts()).extracting(StoredAttempt::key).containsExactly(slow.key(), quick.key());
    }

    @Test
    void reports_a_retry_as_a_change() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);

        Applied applied = record(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));

        assertThat(applied.effect()).isEqualTo(Effect.RETRY_SCHEDULED);
        assertThat(applied.after()).isNotEqualTo(applied.before());
    }

    @Test
    void reports_a_release_as_a_change_and_a_second_one_as_none() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);

        assertThat(release(delivery.key()).effect()).isEqualTo(Effect.RELEASED);
        assertThat(release(delivery.key()).effect()).isEqualTo(Effect.IGNORED);
    }

    @Test
    void keeps_a_failure_of_a_stale_claim_and_changes_nothing_else() {
        ClaimedDelivery stale = startAndClaim("c", webhook);
        release(stale.key());
        ClaimedDelivery present = claimOne(webhook, 0);

        Applied applied = record(stale.key(), 1, gone());

        assertThat(applied.effect()).isEqualTo(Effect.IGNORED);
        assertThat(applied.after()).isEqualTo(applied.before());
        assertThat(applied.disabled()).isNull();
        assertThat(story("c").chain().due())
                .isEqualTo(held(clock.instant(), 1, present.key().fencingToken()));
        assertThat(story("c").attempts()).extracting(StoredAttempt::key).containsExactly(stale.key());
    }

    @Test
    void finishes_a_delivery_by_the_success_of_a_stale_claim() {
        ClaimedDelivery stale = startAndClaim("c", webhook);
        release(stale.key());
        ClaimedDelivery present = claimOne(webhook, 0);

        Applied success = record(stale.key(), 1, new AttemptOutcome.Delivered());
        Applied failure = record(present.key(), 1, giveUp());

        assertThat(success.effect()).isEqualTo(Effect.MOVED);
        assertThat(failure.effect()).isEqualTo(Effect.IGNORED);
        assertThat(state("c")).isInstanceOf(AwaitingCallback.class);
        assertThat(story("c").attempts())
                .extracting(StoredAttempt::key)
                .containsExactlyInAnyOrder(stale.key(), present.key());
    }

    @Test
    void keeps_a_success_from_before_a_chain_was_resumed_and_changes_nothing_else() {
        ClaimedDelivery stale = startAndClaim("c", webhook);
        callBack("c", 0, Callback.failure());
        apply("c", new ChainEvent.Resume());

        Applied applied = record(stale.key(), 1, new AttemptOutcome.Delivered());

        assertThat(applied.after()).isEqualTo(applied.before());
        assertThat(state("c")).isEqualTo(new Delivering(0));
        assertThat(story("c").attempts()).extracting(StoredAttempt::key).containsExactly(stale.key());
    }

    @Test
    void keeps_an_attempt_that_ends_after_its_chain_was_cancelled() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        Applied cancelled = cancel("c");

        record(delivery.key(), 1, new AttemptOutcome.Delivered());

        assertThat(story("c").chain()).isEqualTo(cancelled.after());
        assertThat(story("c").attempts()).extracting(StoredAttempt::key).containsExactly(delivery.key());
    }

    @Test
    void keeps_an_attempt_once_that_is_recorded_twice() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        Mutation attempt = attempt(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));

        commit(attempt, attempt);
        commit(attempt);

        assertThat(story("c").attempts()).hasSize(1);
        assertThat(story("c").chain().due()).isEqualTo(free(clock.instant().plusSeconds(5), 2, 1));
    }

    @Test
    void keeps_the_attempts_of_both_runs_of_a_resumed_step() {
        ClaimedDelivery first = startAndClaim("c", webhook);
        record(first.key(), 1, giveUp());
        apply("c", new ChainEvent.Resume());
        ClaimedDelivery second = claimOne(webhook, 0);
        record(second.key(), 1, giveUp());

        var delivery = new DeliveryId(id("c"), 0);
        assertThat(story("c").attempts())
                .extracting(StoredAttempt::key)
                .containsExactlyInAnyOrder(new ClaimToken(delivery, 0, 1), new ClaimToken(delivery, 1, 1));
    }

    @Test
    void finds_no_chain_for_an_attempt_that_it_does_not_have() {
        var key = new ClaimToken(new DeliveryId(id("unknown"), 0), 0, 1);

        assertThat(commitOne(attempt(key, 1, new AttemptOutcome.Delivered()))).isEqualTo(new MutationResult.NotFound());
    }

    @Test
    void cuts_the_times_of_an_attempt_and_its_outcome_to_the_millisecond() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        clock.set(Instant.parse("2026-01-01T00:00:01.999999999Z"));

        record(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));

        Instant cut = Instant.parse("2026-01-01T00:00:01.999Z");
        assertThat(story("c").attempts())
                .extracting(kept -> kept.attempt().at())
                .containsExactly(cut);
        assertThat(story("c").chain().due()).isEqualTo(free(cut.plusSeconds(5), 2, 1));
    }
}
