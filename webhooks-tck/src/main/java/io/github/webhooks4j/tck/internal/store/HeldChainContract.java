package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Part of the {@code StoreContract}: whatever happens to a chain that a claim batch holds. */
public abstract class HeldChainContract extends ClaimBatchFixture {

    protected HeldChainContract(Opening opening) {
        super(opening);
    }

    @Test
    void awaits_the_callback_of_a_held_chain_once_it_is_delivered() {
        hold("c", "beside");

        Applied applied = record(token("c"), 1, new AttemptOutcome.Delivered());

        assertThat(applied.effect()).isEqualTo(Effect.MOVED);
        assertThat(applied.before().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
        assertThat(applied.after().chain().state())
                .isEqualTo(new ChainState.AwaitingCallback(0, clock.instant().plus(CALLBACK_DEADLINE)));
        assertThat(story("c").chain()).isEqualTo(applied.after());
        assertThat(store.nextDeadline()).contains(clock.instant().plus(CALLBACK_DEADLINE));
        assertThat(story("beside").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
    }

    @Test
    void completes_a_held_chain_that_expects_no_callback_once_it_is_delivered() {
        Webhook single = savedWebhook("single", 1);
        commit(publishHeld(NODE, "c", single));
        clock.advance(Duration.ofSeconds(1));

        Applied applied = record(token("c"), 1, new AttemptOutcome.Delivered());

        assertThat(applied.after().chain().state()).isEqualTo(new ChainState.Complete(0));
        assertThat(applied.after().finishedAt()).isEqualTo(clock.instant());
        assertThat(story("c").chain()).isEqualTo(applied.after());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void puts_a_held_chain_into_the_queue_when_it_is_released() {
        hold("c", "beside");

        Applied released = release(token("c"));

        assertThat(released.effect()).isEqualTo(Effect.RELEASED);
        assertThat(released.after().due()).isEqualTo(free(clock.instant(), 1, 1));
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));
        ClaimedDelivery again = claimOne(webhook, 0);
        assertThat(again.key()).isEqualTo(new ClaimToken(token("c").delivery(), 0, 2));
        assertThat(again.next()).isEqualTo(NextAttempt.FIRST);
        assertThat(release(token("c")).effect()).isEqualTo(Effect.IGNORED);
    }

    @Test
    void puts_a_held_chain_into_the_queue_when_it_is_retried() {
        hold("c", "beside");

        Applied applied = record(token("c"), 1, retryIn(Duration.ofMinutes(1)));

        assertThat(applied.effect()).isEqualTo(Effect.RETRY_SCHEDULED);
        assertThat(story("c").chain().due()).isEqualTo(free(clock.instant().plus(Duration.ofMinutes(1)), 2, 1));
        assertThat(store.lanes())
                .containsExactly(
                        new LaneDueTime(lane(webhook, 0), clock.instant().plus(Duration.ofMinutes(1))));
        clock.advance(Duration.ofMinutes(1));
        assertThat(claimOne(webhook, 0).key())
                .isEqualTo(new ClaimToken(token("c").delivery(), 0, 2));
    }

    @Test
    void counts_failures_and_successes_of_held_chains_in_the_webhooks_streak() {
        hold("c1", "c2", "c3");

        record(token("c1"), 1, retryIn(Duration.ofMinutes(1)));
        record(token("c2"), 1, giveUp());
        assertThat(store.failures(webhook.id())).contains(new FailureStreak(clock.instant(), 2));
        record(token("c3"), 1, new AttemptOutcome.Delivered());

        assertThat(store.failures(webhook.id())).contains(FailureStreak.NONE);
    }

    @Test
    void interrupts_a_held_chain_whose_delivery_has_failed_for_good() {
        hold("exhausted", "gone", "beside");

        record(token("exhausted"), 1, giveUp());
        record(token("gone"), 1, gone());

        assertThat(state("exhausted")).isEqualTo(new ChainState.Interrupted(0, InterruptionCause.RETRIES_EXHAUSTED));
        assertThat(state("gone")).isEqualTo(new ChainState.Interrupted(0, InterruptionCause.DESTINATION_GONE));
        assertThat(status(webhook)).isEqualTo(WebhookStatus.DISABLED_GONE);
        assertThat(story("beside").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
        apply("exhausted", new ChainEvent.Resume());
        assertThat(claimOne(webhook, 0).key())
                .isEqualTo(new ClaimToken(token("exhausted").delivery(), 1, 1));
    }

    @Test
    void keeps_a_held_chain_for_a_record_that_is_set_aside() {
        hold("c", "beside");
        SetAsideRecord record = setAside(attempt(token("c"), 1, new AttemptOutcome.Delivered()));
        clock.advance(TERM);
        store.lanes();

        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries())
                .extracting(delivery -> delivery.key().delivery().chain())
                .containsExactlyElementsOf(ids("beside"));
        commitOne(new Mutation.EndSetAside(record, true));

        assertThat(state("c")).isInstanceOf(ChainState.AwaitingCallback.class);
        assertThat(story("c").attempts()).hasSize(1);
        assertThat(store.setAside(9)).isEqualTo(SetAsideRecords.NONE);
    }

    @Test
    void makes_a_held_chain_due_again_whose_record_is_dropped() {
        hold("c");
        SetAsideRecord record = setAside(attempt(token("c"), 1, new AttemptOutcome.Delivered()));

        commitOne(new Mutation.EndSetAside(record, false));

        assertThat(claimOne(webhook, 0).key())
                .isEqualTo(new ClaimToken(token("c").delivery(), 0, 2));
        assertThat(story("c").attempts()).isEmpty();
    }

    @Test
    void cancels_a_held_chain_and_keeps_an_attempt_that_ends_afterwards() {
        hold("c", "beside");

        Applied cancelled = cancel("c");
        record(token("c"), 1, new AttemptOutcome.Delivered());

        assertThat(cancelled.after().chain().state()).isEqualTo(new ChainState.Cancelled(0));
        assertThat(story("c").chain()).isEqualTo(cancelled.after());
        assertThat(story("c").attempts()).extracting(StoredAttempt::key).containsExactly(token("c"));
        assertThat(store.lanes()).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void takes_the_callback_of_a_held_chain_before_the_response() {
        hold("c", "beside");
        clock.advance(Duration.ofSeconds(1));

        callBack("c", 0, Callback.success());
        Applied response = record(token("c"), 1, new AttemptOutcome.Delivered());

        assertThat(response.effect()).isEqualTo(Effect.IGNORED);
        assertThat(state("c")).isEqualTo(new ChainState.Delivering(1));
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 1), clock.instant()));
        assertThat(claimOne(webhook, 1).key().fencingToken()).isEqualTo(1);
        assertThat(story("c").attempts()).extracting(StoredAttempt::key).containsExactly(token("c"));
        assertThat(story("c").callbacks()).hasSize(1);
    }

    @Test
    void takes_the_response_and_the_callback_of_a_held_chain_in_one_commit() {
        hold("c");

        commit(
                attempt(token("c"), 1, new AttemptOutcome.Delivered()),
                new Mutation.Apply(id("c"), new ChainEvent.CallbackReceived(0, Callback.success())));

        assertThat(state("c")).isEqualTo(new ChainState.Delivering(1));
        assertThat(claimOne(webhook, 1).key().delivery().step()).isEqualTo(1);
        assertThat(story("c").attempts()).extracting(StoredAttempt::key).containsExactly(token("c"));
    }

    @Test
    void interrupts_a_held_chain_whose_callback_is_a_failure() {
        hold("c");

        callBack("c", 0, Callback.failure());

        assertThat(state("c")).isEqualTo(new ChainState.Interrupted(0, InterruptionCause.CALLBACK_FAILURE));
        assertThat(store.lanes()).isEmpty();
        assertThat(store.renew(List.of(token("c")), NODE)).containsExactly(token("c"));
    }

    @Test
    void moves_a_held_chain_to_other_settings_and_goes_on_holding_it() {
        hold("c", "beside");
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings(), true));

        Applied moved = move("c", changed, null);

        assertThat(moved.after().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
        assertThat(story("c").chain()).isEqualTo(moved.after());
        assertThat(moved.after().lane()).isEqualTo(lane(changed, 0));
        assertThat(store.lanes()).isEmpty();
        assertThat(store.renew(List.of(token("c")), NODE)).isEmpty();
        clock.advance(TERM);
        assertThat(store.lanes())
                .extracting(LaneDueTime::lane)
                .containsExactlyInAnyOrder(lane(changed, 0), lane(webhook, 0));
        assertThat(claimOne(changed, 0).revision()).isEqualTo(2);
    }

    @Test
    void settles_a_held_chain_that_was_moved_to_other_settings() {
        hold("c");
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings(), true));
        move("c", changed, null);

        record(token("c"), 1, new AttemptOutcome.Delivered());

        assertThat(state("c")).isInstanceOf(ChainState.AwaitingCallback.class);
        assertThat(story("c").chain().revision()).isEqualTo(2);
        callBack("c", 0, Callback.success());
        assertThat(claimOne(changed, 1).revision()).isEqualTo(2);
    }

    @Test
    void releases_a_held_chain_when_its_holder_has_it_moved() {
        hold("c");
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings(), true));
        LaneKey former = lane(webhook, 0);

        move("c", changed, token("c"));

        assertThat(store.lanes())
                .extracting(LaneDueTime::lane)
                .containsExactly(lane(changed, 0))
                .doesNotContain(former);
        assertThat(claimOne(changed, 0).next()).isEqualTo(NextAttempt.FIRST);
    }

    @Test
    void counts_held_chains_of_a_deleted_webhook_as_cancelled() {
        hold("c1", "c2", "c3");
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));

        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(3, 0, 0, 0, 0, 3));
        assertThat(state("c1")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(store.abandoned(9)).containsExactlyInAnyOrderElementsOf(ids("c1", "c2", "c3"));
        assertThat(store.unfinishedChains(webhook.id(), 9)).containsExactlyElementsOf(ids("c1", "c2", "c3"));
        record(token("c1"), 1, new AttemptOutcome.Delivered());
        release(token("c2"));
        clock.advance(TERM);
        store.lanes();
        cancel("c3");

        assertThat(store.abandoned(9)).isEmpty();
        assertThat(store.lanes()).isEmpty();
        assertThat(story("c1").attempts()).hasSize(1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(3, 0, 0, 0, 0, 3));
    }

    @Test
    void erases_a_held_chain_of_a_deleted_webhook() {
        Webhook other = savedWebhook("x", 1);
        commit(publishHeld(NODE, "c", webhook), publishHeld(NODE, "others", other));
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));

        assertThat(store.erase(webhook.id(), 9)).isEqualTo(new Erased(1, 1, true));

        assertThat(commitOne(attempt(token("c"), 1, new AttemptOutcome.Delivered())))
                .isEqualTo(new MutationResult.NotFound());
        assertThat(store.renew(List.of(token("c"), token("others")), NODE)).containsExactly(token("c"));
        clock.advance(TERM);
        store.lanes();
        assertThat(claim(OTHER_NODE, other, 0, 9).takeovers()).isEqualTo(1);
        assertThat(store.findChain(id("c"))).isEmpty();
    }

    @Test
    void releases_in_the_commit_that_creates_a_chain_claimed() {
        Mutation publication = publishHeld(NODE, "c", webhook);

        commit(publication, new Mutation.Release(token("c")), publishHeld(NODE, "beside", webhook));

        assertThat(claimOne(webhook, 0).key())
                .isEqualTo(new ClaimToken(token("c").delivery(), 0, 2));
        assertThat(story("beside").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
    }

    private SetAsideRecord setAside(Mutation change) {
        var record = new SetAsideRecord(change, clock.instant(), "on purpose");
        commitOne(new Mutation.SetAside(record));
        return record;
    }

    private Applied move(String chain, Webhook changed, @Nullable ClaimToken claim) {
        return (Applied) commitOne(new Mutation.Move(
                id(chain), changed.revision(), changed.settings().plan(), claim));
    }
}
