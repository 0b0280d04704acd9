package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackProblem;
import io.github.webhooks4j.callback.CallbackState;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.chain.ChainState.Cancelled;
import io.github.webhooks4j.chain.ChainState.Complete;
import io.github.webhooks4j.chain.ChainState.Delivering;
import io.github.webhooks4j.chain.ChainState.Interrupted;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.history.StoredCallbackProblem;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: callbacks, deadlines, and what people do to chains. */
abstract class ChainContract extends StoreFixture {

    private Webhook webhook;

    ChainContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void start_a_chain() {
        webhook = savedWebhook("w", 2);
        start("c", webhook);
    }

    @Test
    void moves_to_the_next_step_when_the_callback_is_success() {
        deliver(webhook, 0);
        clock.advance(Duration.ofMinutes(1));

        Applied applied = callBack("c", 0, Callback.success());

        assertThat(applied.effect()).isEqualTo(Effect.MOVED);
        assertThat(applied.after().chain().state()).isEqualTo(new Delivering(1));
        assertThat(applied.after().due()).isEqualTo(free(clock.instant(), 1, 0));
        assertThat(story("c").chain()).isEqualTo(applied.after());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
    }

    @Test
    void completes_with_the_callback_of_the_last_step() {
        deliver(webhook, 0);
        callBack("c", 0, Callback.success());
        deliver(webhook, 1);

        callBack("c", 1, Callback.success());

        assertThat(state("c")).isEqualTo(new Complete(1));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 1, 0, 0, 0, 0));
        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void is_interrupted_by_a_callback_of_failure() {
        deliver(webhook, 0);

        callBack("c", 0, Callback.failure());

        assertThat(state("c")).isEqualTo(new Interrupted(0, InterruptionCause.CALLBACK_FAILURE));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 1, 0));
    }

    @Test
    void is_interrupted_by_a_callback_of_error() {
        deliver(webhook, 0);

        callBack("c", 0, Callback.error());

        assertThat(state("c")).isEqualTo(new Interrupted(0, InterruptionCause.CALLBACK_ERROR));
    }

    @Test
    void takes_a_callback_while_the_response_to_the_delivery_is_awaited() {
        ClaimedDelivery delivery = claimOne(webhook, 0);

        callBack("c", 0, Callback.success());
        Applied late = record(delivery.key(), 1, giveUp());

        assertThat(late.effect()).isEqualTo(Effect.IGNORED);
        assertThat(state("c")).isEqualTo(new Delivering(1));
        assertThat(story("c").attempts()).hasSize(1);
    }

    @Test
    void tries_a_delivery_no_more_once_its_callback_came() {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        record(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));

        callBack("c", 0, Callback.success());
        clock.advance(Duration.ofSeconds(5));

        assertThat(claim(webhook, 0, 9).deliveries()).isEmpty();
    }

    @Test
    void keeps_a_callback_with_all_its_fields_over_a_restart() {
        Callback callback = Callback.success()
                .withDescription("387 tests bestanden – 構築")
                .withContext("Acme CI")
                .withTargetUrl("https://ci.example/builds/1?x=%20");
        deliver(webhook, 0);

        callBack("c", 0, callback);
        restart();

        assertThat(story("c").callbacks()).containsExactly(new StoredCallback(0, 0, callback, clock.instant()));
        assertThat(story("c").chain().chain().callbacks()).containsOnly(Map.entry(0, callback));
    }

    @Test
    void changes_nothing_when_the_same_callback_comes_again() {
        deliver(webhook, 0);
        Applied first = callBack("c", 0, Callback.success());

        Applied second = callBack("c", 0, Callback.success());

        assertThat(second.effect()).isEqualTo(Effect.DUPLICATE);
        assertThat(second.after()).isEqualTo(second.before()).isEqualTo(first.after());
        assertThat(story("c").callbacks()).hasSize(1);
    }

    @Test
    void changes_nothing_when_another_callback_comes_for_a_settled_step() {
        deliver(webhook, 0);
        Applied first = callBack("c", 0, Callback.success());

        Applied second = callBack("c", 0, Callback.failure());

        assertThat(second.effect()).isEqualTo(Effect.CONFLICT);
        assertThat(story("c").chain()).isEqualTo(first.after());
        assertThat(story("c").callbacks()).hasSize(1);
    }

    @Test
    void notes_a_callback_that_a_complete_chain_did_not_wait_for() {
        Webhook single = savedWebhook("single", 1);
        start("s", single);
        deliver(single, 0);

        Applied noted = callBack("s", 0, Callback.failure());
        Applied again = callBack("s", 0, Callback.failure());

        assertThat(noted.effect()).isEqualTo(Effect.RECORDED);
        assertThat(again.effect()).isEqualTo(Effect.DUPLICATE);
        assertThat(state("s")).isEqualTo(new Complete(0));
        assertThat(story("s").callbacks())
                .containsExactly(new StoredCallback(0, 0, Callback.failure(), clock.instant()));
    }

    @Test
    void is_interrupted_by_a_callback_past_the_deadline_and_does_not_keep_it() {
        deliver(webhook, 0);
        clock.advance(CALLBACK_DEADLINE);

        Applied late = callBack("c", 0, Callback.success());

        assertThat(late.effect()).isEqualTo(Effect.TOO_LATE);
        assertThat(state("c")).isEqualTo(new Interrupted(0, InterruptionCause.CALLBACK_DEADLINE));
        assertThat(story("c").callbacks()).isEmpty();
    }

    @Test
    void is_interrupted_at_its_deadline_and_not_before() {
        deliver(webhook, 0);

        clock.advance(CALLBACK_DEADLINE.minusMillis(1));
        assertThat(apply("c", new ChainEvent.DeadlineCheck()).effect()).isEqualTo(Effect.IGNORED);

        clock.advance(Duration.ofMillis(1));
        assertThat(apply("c", new ChainEvent.DeadlineCheck()).effect()).isEqualTo(Effect.MOVED);
        assertThat(state("c")).isEqualTo(new Interrupted(0, InterruptionCause.CALLBACK_DEADLINE));
    }

    @Test
    void lists_chains_past_their_deadline_the_earliest_first() {
        Webhook other = savedWebhook("x", 2);
        deliver(webhook, 0);
        clock.advance(Duration.ofSeconds(1));
        start("a", other);
        deliver(other, 0);
        clock.advance(Duration.ofSeconds(1));
        start("b", other);
        deliver(other, 0);

        clock.set(ManualClock.DEFAULT_START.plus(CALLBACK_DEADLINE).plusMillis(1000));

        assertThat(store.chainsPastDeadline(10)).containsExactlyElementsOf(ids("c", "a"));
        assertThat(store.chainsPastDeadline(1)).containsExactlyElementsOf(ids("c"));
        assertThat(store.forNode(Clock.fixed(clock.instant().minusMillis(1), ZoneOffset.UTC))
                        .chainsPastDeadline(10))
                .containsExactlyElementsOf(ids("c"));
    }

    @Test
    void returns_the_earliest_deadline_of_all_even_after_a_restart() {
        deliver(webhook, 0);
        clock.advance(Duration.ofSeconds(1));
        start("c2", webhook);
        deliver(webhook, 0);
        restart();

        assertThat(store.nextDeadline()).contains(ManualClock.DEFAULT_START.plus(CALLBACK_DEADLINE));
        callBack("c", 0, Callback.failure());
        assertThat(store.nextDeadline()).contains(clock.instant().plus(CALLBACK_DEADLINE));
        cancel("c2");
        assertThat(store.nextDeadline()).isEmpty();
    }

    @Test
    void is_cancelled_with_what_it_had_before_it() {
        clock.advance(Duration.ofSeconds(1));

        Applied applied = cancel("c");

        assertThat(applied.after().chain().state()).isEqualTo(new Cancelled(0));
        assertThat(applied.after().due()).isNull();
        assertThat(applied.after().finishedAt()).isEqualTo(clock.instant());
        assertThat(story("c").chain()).isEqualTo(applied.after());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
        assertThat(callBack("c", 0, Callback.success()).effect()).isEqualTo(Effect.TOO_LATE);
    }

    @Test
    void goes_on_at_its_step_when_it_is_resumed() {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        record(delivery.key(), 1, giveUp());
        clock.advance(Duration.ofHours(1));

        Applied resumed = apply("c", new ChainEvent.Resume());

        assertThat(resumed.after().chain().state()).isEqualTo(new Delivering(0));
        assertThat(resumed.after().chain().resumeCount()).isEqualTo(1);
        assertThat(resumed.after().finishedAt()).isNull();
        assertThat(resumed.after().due()).isEqualTo(free(clock.instant(), 1, 0));
        assertThat(story("c").chain()).isEqualTo(resumed.after());
        assertThat(claimOne(webhook, 0).key().resumeCount()).isEqualTo(1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 1, 0, 0));
    }

    @Test
    void takes_another_callback_for_a_resumed_step_and_remembers_the_former() {
        deliver(webhook, 0);
        callBack("c", 0, Callback.failure());
        var first = new StoredCallback(0, 0, Callback.failure(), clock.instant());
        clock.advance(Duration.ofMinutes(1));

        Applied resumed = apply("c", new ChainEvent.Resume());
        assertThat(resumed.after().chain().callbacks()).isEmpty();
        assertThat(story("c").callbacks()).containsExactly(first);
        restart();
        assertThat(story("c").chain()).isEqualTo(resumed.after());

        assertThat(claimOne(webhook, 0).webhookId()).isEqualTo(id("c") + "_0_r1");
        assertThat(callBack("c", 0, Callback.failure()).effect()).isEqualTo(Effect.DUPLICATE);
        assertThat(callBack("c", 0, Callback.success()).effect()).isEqualTo(Effect.CONFLICT);
        assertThat(callBackAfterResume(1).effect()).isEqualTo(Effect.MOVED);
        assertThat(story("c").callbacks())
                .containsExactly(first, new StoredCallback(0, 1, Callback.success(), clock.instant()));
        assertThat(callBack("c", 0, Callback.failure()).effect()).isEqualTo(Effect.DUPLICATE);
    }

    @Test
    void resumes_a_step_that_was_not_called_back_in_the_same_run() {
        deliver(webhook, 0);
        callBack("c", 0, Callback.failure());
        apply("c", new ChainEvent.Resume());
        record(claimOne(webhook, 0).key(), 1, giveUp());

        apply("c", new ChainEvent.Resume());

        assertThat(claimOne(webhook, 0).webhookId()).isEqualTo(id("c") + "_0_r1");
    }

    private Applied callBackAfterResume(int run) {
        return apply("c", new ChainEvent.CallbackReceived(0, run, Callback.success(), List.of()));
    }

    @Test
    void stores_what_was_wrong_with_callbacks_up_to_20_of_each_step() {
        deliver(webhook, 0);
        var dropped = List.of(new Violation("target_url", "must be a URL", "\"x\""));
        var problems = new ArrayList<StoredCallbackProblem>();
        clock.advance(Duration.ofMinutes(1));
        apply("c", refused());
        problems.add(new StoredCallbackProblem(0, CallbackProblem.tooLarge(), clock.instant()));
        apply("c", new ChainEvent.CallbackReceived(0, 0, Callback.success(), dropped));
        problems.add(new StoredCallbackProblem(0, CallbackProblem.dropped(dropped), clock.instant()));
        callBack("c", 0, Callback.failure());
        problems.add(new StoredCallbackProblem(0, CallbackProblem.conflict(CallbackState.FAILURE), clock.instant()));
        apply("c", new ChainEvent.Cancel());
        callBack("c", 1, Callback.error());
        problems.add(new StoredCallbackProblem(1, CallbackProblem.tooLate(CallbackState.ERROR), clock.instant()));

        restart();
        assertThat(story("c").problems()).containsExactlyElementsOf(problems);

        commit(new Mutation.Apply(id("c"), refused()), new Mutation.Apply(id("c"), refused()));
        for (int i = 0; i < 20; i++) {
            apply("c", refused());
        }
        assertThat(story("c").problems())
                .filteredOn(problem -> problem.step() == 0)
                .hasSize(20);
        assertThat(story("c").problems())
                .filteredOn(problem -> problem.step() == 1)
                .hasSize(1);
    }

    private static ChainEvent refused() {
        return new ChainEvent.CallbackRefused(0, CallbackProblem.tooLarge());
    }

    @Test
    void keeps_the_callbacks_of_former_steps_when_a_later_one_is_resumed() {
        deliver(webhook, 0);
        callBack("c", 0, Callback.success());
        callBack("c", 1, Callback.error());

        Applied resumed = apply("c", new ChainEvent.Resume());

        assertThat(resumed.after().chain().callbacks()).isEqualTo(Map.of(0, Callback.success()));
        assertThat(story("c").chain()).isEqualTo(resumed.after());
        assertThat(callBack("c", 0, Callback.success()).effect()).isEqualTo(Effect.DUPLICATE);
    }

    @Test
    void stays_as_it_is_when_an_input_has_no_bearing_on_it() {
        Applied applied = apply("c", new ChainEvent.Resume());

        assertThat(applied.effect()).isEqualTo(Effect.IGNORED);
        assertThat(applied.after())
                .isEqualTo(applied.before())
                .isEqualTo(story("c").chain());
    }

    @Test
    void is_not_found_if_there_is_no_such_chain() {
        assertThat(commitOne(new Mutation.Apply(id("unknown"), new ChainEvent.Cancel())))
                .isEqualTo(new MutationResult.NotFound());
    }

    @Test
    void takes_the_changes_of_one_commit_in_their_order() {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        var success = new Mutation.Apply(id("c"), new ChainEvent.CallbackReceived(0, Callback.success()));

        List<MutationResult> outcomes =
                commit(attempt(delivery.key(), 1, new AttemptOutcome.Delivered()), success, success);

        assertThat(outcomes)
                .extracting(outcome -> ((Applied) outcome).effect())
                .containsExactly(Effect.MOVED, Effect.MOVED, Effect.DUPLICATE);
        assertThat(((Applied) outcomes.get(1)).before().chain().state()).isInstanceOf(AwaitingCallback.class);
    }

    @Test
    void advances_once_when_many_post_the_same_callback_at_the_same_time() throws Exception {
        deliver(webhook, 0);

        List<Effect> effects = Concurrently.run(number -> postedBy(number, Callback.success()));

        assertThat(effects)
                .containsOnlyOnce(Effect.MOVED)
                .contains(Effect.DUPLICATE)
                .hasSize(8);
        assertThat(effects).containsOnly(Effect.MOVED, Effect.DUPLICATE);
        assertThat(story("c").callbacks()).hasSize(1);
        assertThat(state("c")).isEqualTo(new Delivering(1));
    }

    @Test
    void advances_once_when_many_post_different_callbacks_at_the_same_time() throws Exception {
        deliver(webhook, 0);

        List<Effect> effects =
                Concurrently.run(number -> postedBy(number, Callback.success().withContext("CI " + number)));

        assertThat(effects).containsOnlyOnce(Effect.MOVED).hasSize(8);
        assertThat(effects).containsOnly(Effect.MOVED, Effect.CONFLICT);
        assertThat(story("c").callbacks()).hasSize(1);
        assertThat(state("c")).isEqualTo(new Delivering(1));
    }

    /** Every other thread brings a change of its own along, as a group commit would. */
    private Effect postedBy(int number, Callback callback) {
        Mutation post = new Mutation.Apply(id("c"), new ChainEvent.CallbackReceived(0, callback));
        List<Mutation> changes = number % 2 == 0
                ? List.of(post)
                : List.of(post, publish(event("e" + number), newChain("of_" + number, webhook)));
        return ((Applied) store.commit(changes).get(0)).effect();
    }
}
