package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.tck.Concurrently;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: lanes, claims and their fencing tokens. */
abstract class ClaimContract extends StoreFixture {

    private Webhook webhook;

    ClaimContract(StoreContract contract) {
        super(contract);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void tells_of_each_lane_when_the_earliest_work_is_due() {
        Webhook other = savedWebhook("x", 1);
        Instant first = clock.instant();
        start("c1", webhook);
        clock.advance(Duration.ofMinutes(1));
        start("c2", webhook);
        start("c3", other);

        assertThat(store.lanes())
                .containsExactlyInAnyOrder(
                        new LaneDueTime(lane(webhook, 0), first), new LaneDueTime(lane(other, 0), clock.instant()));
    }

    @Test
    void tells_of_work_that_is_not_due_yet() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        record(delivery.key(), 1, retryIn(Duration.ofHours(5)));

        assertThat(store.lanes())
                .containsExactly(
                        new LaneDueTime(lane(webhook, 0), clock.instant().plus(Duration.ofHours(5))));
    }

    @Test
    void tells_of_claimed_work_when_the_lease_on_it_ends() {
        startAndClaim("c", webhook);

        assertThat(store.lanes())
                .containsExactly(
                        new LaneDueTime(lane(webhook, 0), clock.instant().plus(TERM)));
    }

    @Test
    void tells_of_no_lane_whose_work_is_all_done() {
        start("c", webhook);
        cancel("c");

        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void has_a_lane_of_its_own_for_each_step() {
        start("c", webhook);
        deliver(webhook, 0);
        clock.advance(Duration.ofMinutes(1));
        callBack("c", 0, Callback.success());

        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 1), clock.instant()));
        assertThat(claimOne(webhook, 1).key().delivery()).isEqualTo(new DeliveryId(new ChainId("c"), 1));
    }

    @Test
    void has_a_lane_of_its_own_for_a_destination_whose_url_was_changed() {
        start("c1", webhook);
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings()));
        clock.advance(Duration.ofMinutes(1));
        start("c2", changed);
        deliver(changed, 0);
        callBack("c2", 0, Callback.success());
        restart();

        assertThat(lane(changed, 0)).isNotEqualTo(lane(webhook, 0));
        assertThat(store.lanes())
                .extracting(LaneDueTime::lane)
                .containsExactlyInAnyOrder(lane(webhook, 0), lane(changed, 1));
        assertThat(claimOne(webhook, 0).key().delivery()).isEqualTo(new DeliveryId(new ChainId("c1"), 0));
        ClaimedDelivery second = claimOne(changed, 1);
        assertThat(second.key().delivery()).isEqualTo(new DeliveryId(new ChainId("c2"), 1));
        assertThat(second.lane()).isEqualTo(lane(changed, 1));
    }

    @Test
    void moves_an_unfinished_chain_to_later_settings_at_its_step() {
        start("c", webhook);
        ClaimedDelivery former = claimOne(webhook, 0);
        record(former.key(), 1, retryIn(Duration.ofHours(5)));
        Webhook changed = saved(webhook.withSettings(webhook("other", 3).settings(), true));
        clock.advance(Duration.ofMinutes(1));

        MutationResult.Applied moved = move("c", changed, null);

        assertThat(moved.after().due())
                .isEqualTo(new PendingDelivery(clock.instant(), new NextAttempt(2, 0, 0, false), 1, null));
        restart();
        assertThat(story("c").chain()).isEqualTo(moved.after());
        assertThat(claim(webhook, 0, 9)).isEqualTo(new ClaimResult(List.of(), List.of(), 0));
        ClaimedDelivery delivery = claimOne(changed, 0);
        assertThat(delivery.revision()).isEqualTo(2);
        record(delivery.key(), 2, new AttemptOutcome.Delivered());
        for (int step = 0; step < 2; step++) {
            callBack("c", step, Callback.success());
            assertThat(claim(changed, step + 1, 9).deliveries()).hasSize(1);
            record(story("c"), new AttemptOutcome.Delivered());
        }
        callBack("c", 2, Callback.success());
        assertThat(state("c").code()).isEqualTo("complete");
    }

    @Test
    void moves_a_chain_that_waits_for_a_callback() {
        start("c", webhook);
        deliver(webhook, 0);
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings(), true));

        move("c", changed, null);
        restart();
        callBack("c", 0, Callback.success());

        assertThat(claimOne(changed, 1).revision()).isEqualTo(2);
    }

    @Test
    void moves_a_delivery_on_which_a_node_works_when_it_has_failed() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings(), true));

        move("c", changed, null);

        assertThat(claim(changed, 0, 9).deliveries()).isEmpty();
        record(delivery.key(), 1, new AttemptOutcome.Retry(clock.instant()));
        assertThat(claimOne(changed, 0).attempt()).isEqualTo(2);
    }

    @Test
    void gives_a_claim_back_when_its_holder_has_the_chain_moved() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        Webhook changed = saved(webhook.withSettings(webhook("other", 2).settings(), true));

        move("c", changed, delivery.key());

        assertThat(claimOne(changed, 0).next()).isEqualTo(NextAttempt.FIRST);
    }

    @Test
    void keeps_time_and_failures_of_a_moved_chain_that_keeps_its_destination() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        record(delivery.key(), 1, retryIn(Duration.ofHours(5)));
        Webhook changed = saved(webhook.withSettings(webhook.settings(), true));

        MutationResult.Applied moved = move("c", changed, null);

        assertThat(moved.after().revision()).isEqualTo(2);
        assertThat(moved.after().due()).isEqualTo(moved.before().due());
    }

    @Test
    void moves_no_chain_that_is_finished_or_moved_or_whose_step_no_longer_exists() {
        start("far", webhook);
        deliver(webhook, 0);
        callBack("far", 0, Callback.success());
        start("cancelled", webhook);
        cancel("cancelled");
        Webhook changed = saved(webhook.withSettings(webhook("other", 1).settings(), true));
        start("new", changed);

        for (String chain : List.of("far", "cancelled", "new")) {
            MutationResult.Applied moved = move(chain, changed, null);
            assertThat(moved.after()).as(chain).isEqualTo(moved.before());
        }
        assertThat(commitOne(new Mutation.Move(
                        new ChainId("unknown"), 2, changed.settings().plan(), null)))
                .isEqualTo(new MutationResult.NotFound());
    }

    @Test
    void finds_the_unfinished_chains_of_earlier_settings_and_steps() {
        start("waiting", webhook);
        deliver(webhook, 0);
        start("far", webhook);
        deliver(webhook, 0);
        callBack("far", 0, Callback.success());
        start("cancelled", webhook);
        cancel("cancelled");
        start("due", webhook);
        Webhook changed = saved(webhook.withSettings(webhook("other", 1).settings(), true));
        start("new", changed);

        assertThat(store.unfinishedBefore(webhook.id(), 2, 1, 9))
                .containsExactlyInAnyOrderElementsOf(ids("waiting", "due"));
        assertThat(store.unfinishedBefore(webhook.id(), 2, 1, 1)).hasSize(1);
        assertThat(store.unfinishedBefore(webhook.id(), 2, 2, 9))
                .containsExactlyInAnyOrderElementsOf(ids("waiting", "far", "due"));
        assertThat(store.unfinishedBefore(webhook.id(), 1, 2, 9)).isEmpty();
    }

    @Test
    void hands_out_all_that_the_next_attempt_needs() {
        Webhook changed = saved(webhook.withSettings(webhook.settings()));
        start("c", changed);

        ClaimedDelivery delivery = claimOne(webhook, 0);

        var key = new ClaimToken(new DeliveryId(new ChainId("c"), 0), 0, 1);
        assertThat(delivery)
                .isEqualTo(new ClaimedDelivery(
                        key,
                        NextAttempt.FIRST,
                        lane(webhook, 0),
                        2,
                        event("event_of_c").body()));
        assertThat(story("c").chain().due()).isEqualTo(held(clock.instant(), 1, 1));
    }

    @Test
    void hands_out_the_earliest_due_first_and_then_by_chain() {
        start("c5", webhook);
        record(claimOne(webhook, 0).key(), 1, retryIn(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(2));
        start("c4", webhook);
        start("c3", webhook);
        clock.advance(Duration.ofSeconds(1));
        start("c2", webhook);

        assertThat(chains(claim(webhook, 0, 9))).containsExactlyElementsOf(ids("c5", "c3", "c4", "c2"));
    }

    @Test
    void hands_out_up_to_the_limit_and_tells_when_the_rest_is_due() {
        start("c1", webhook);
        start("c2", webhook);
        clock.advance(Duration.ofSeconds(1));
        start("c3", webhook);

        ClaimResult claimed = claim(webhook, 0, 2);

        assertThat(chains(claimed)).containsExactlyElementsOf(ids("c1", "c2"));
        assertThat(claimed.remaining()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));
    }

    @Test
    void hands_out_nothing_before_it_is_due_and_tells_when_it_will_be() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        record(delivery.key(), 1, retryIn(Duration.ofSeconds(5)));
        Instant due = clock.instant().plus(Duration.ofSeconds(5));

        clock.set(due.minusMillis(1));
        assertThat(claim(webhook, 0, 9)).isEqualTo(nothingUntil(due));

        clock.set(due);
        assertThat(claimOne(webhook, 0).attempt()).isEqualTo(2);
    }

    @Test
    void hands_out_nothing_twice() {
        startAndClaim("c", webhook);

        assertThat(claim(webhook, 0, 9)).isEqualTo(nothingUntil(clock.instant().plus(TERM)));
    }

    @Test
    void hands_out_again_what_was_held_until_the_lease_ended_and_counts_that() {
        Instant start = clock.instant();
        ClaimedDelivery before = startAndClaim("c1", webhook);
        clock.advance(TERM.minusMillis(1));
        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
        start("c2", webhook);
        clock.advance(Duration.ofMillis(1));

        ClaimResult claimed = claim(OTHER_NODE, webhook, 0, 9);

        assertThat(chains(claimed)).containsExactlyInAnyOrderElementsOf(ids("c1", "c2"));
        assertThat(claimed.takeovers()).isEqualTo(1);
        assertThat(story("c1").chain().due())
                .isEqualTo(new PendingDelivery(
                        start, 1, before.key().fencingToken() + 1, OTHER_NODE.lease(clock.instant())));
    }

    @Test
    void lets_whoever_holds_a_delivery_keep_it_by_renewing() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        clock.advance(TERM.minusMillis(1));

        assertThat(store.renew(List.of(delivery.key()), NODE)).isEmpty();

        Instant end = clock.instant().plus(TERM);
        clock.advance(TERM.minusMillis(1));
        assertThat(claim(OTHER_NODE, webhook, 0, 9)).isEqualTo(nothingUntil(end));
    }

    @Test
    void renews_a_lease_that_has_ended_if_nobody_took_the_delivery() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        clock.advance(TERM.plus(Duration.ofDays(1)));

        assertThat(store.renew(List.of(delivery.key()), NODE)).isEmpty();

        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
    }

    @Test
    void tells_which_leases_are_lost() {
        ClaimedDelivery taken = startAndClaim("c1", webhook);
        clock.advance(TERM);
        ClaimedDelivery present = claim(OTHER_NODE, webhook, 0, 9).deliveries().get(0);
        ClaimedDelivery cancelled = startAndClaim("c2", webhook);
        cancel("c2");
        ClaimedDelivery released = startAndClaim("c3", webhook);
        release(released.key());
        ClaimToken unknown = new ClaimToken(new DeliveryId(new ChainId("unknown"), 0), 0, 1);

        assertThat(store.renew(List.of(taken.key(), cancelled.key(), released.key(), unknown), NODE))
                .containsExactlyInAnyOrder(taken.key(), cancelled.key(), released.key(), unknown);
        assertThat(store.renew(List.of(present.key()), OTHER_NODE)).isEmpty();
    }

    @Test
    void ignores_the_failure_of_a_node_whose_delivery_another_took_over() {
        Instant start = clock.instant();
        ClaimedDelivery before = startAndClaim("c", webhook);
        clock.advance(TERM);
        ClaimedDelivery after = claim(OTHER_NODE, webhook, 0, 9).deliveries().get(0);

        record(before.key(), 1, giveUp());

        assertThat(story("c").chain().due())
                .isEqualTo(
                        new PendingDelivery(start, 1, after.key().fencingToken(), OTHER_NODE.lease(clock.instant())));
        assertThat(story("c").attempts()).hasSize(1);
    }

    @Test
    void lets_the_success_of_a_node_count_whose_delivery_another_took_over() {
        ClaimedDelivery before = startAndClaim("c", webhook);
        clock.advance(TERM);
        claim(OTHER_NODE, webhook, 0, 9);

        record(before.key(), 1, new AttemptOutcome.Delivered());

        assertThat(state("c").code()).isEqualTo("awaiting_callback");
        assertThat(story("c").chain().due()).isNull();
        assertThat(story("c").attempts()).hasSize(1);
    }

    @Test
    void hands_out_of_the_lanes_asked_for_only_each_with_its_own_limit() {
        Webhook second = savedWebhook("x", 1);
        Webhook third = savedWebhook("y", 1);
        for (Webhook each : List.of(webhook, second, third)) {
            start(each.id() + "_1", each);
            start(each.id() + "_2", each);
        }

        ClaimResult claimed =
                store.claim(List.of(new ClaimRequest(lane(webhook, 0), 1), new ClaimRequest(lane(third, 0), 9)), NODE);

        assertThat(chains(claimed)).containsExactlyInAnyOrderElementsOf(ids("w_1", "y_1", "y_2"));
        assertThat(claimed.remaining())
                .containsExactlyInAnyOrder(
                        new LaneDueTime(lane(webhook, 0), clock.instant()),
                        new LaneDueTime(lane(third, 0), clock.instant().plus(TERM)));
        assertThat(chains(claim(second, 0, 9))).containsExactlyElementsOf(ids("x_1", "x_2"));
    }

    @Test
    void counts_the_claims_of_a_delivery_as_its_fence() {
        ClaimedDelivery first = startAndClaim("c", webhook);
        release(first.key());

        ClaimedDelivery second = claimOne(webhook, 0);

        assertThat(first.key().fencingToken()).isEqualTo(1);
        assertThat(second.key().fencingToken()).isEqualTo(2);
    }

    @Test
    void takes_a_claim_back_untried() {
        Instant due = clock.instant();
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        clock.advance(Duration.ofSeconds(9));

        MutationResult.Applied released = release(delivery.key());

        assertThat(released.after().due()).isEqualTo(free(due, 1, 1));
        assertThat(story("c").chain()).isEqualTo(released.after());
        assertThat(claimOne(webhook, 0).attempt()).isEqualTo(1);
    }

    @Test
    void takes_back_no_claim_that_is_not_the_present_one() {
        ClaimedDelivery first = startAndClaim("c", webhook);
        release(first.key());
        claimOne(webhook, 0);

        MutationResult.Applied released = release(first.key());

        assertThat(released.after()).isEqualTo(released.before());
        assertThat(claim(webhook, 0, 9).deliveries()).isEmpty();
    }

    @Test
    void finds_no_claim_of_a_chain_that_it_does_not_have() {
        var key = new ClaimToken(new DeliveryId(new ChainId("unknown"), 0), 0, 1);

        assertThat(commitOne(new Mutation.Release(key))).isEqualTo(new MutationResult.NotFound());
    }

    @Test
    void hands_out_again_what_was_claimed_before_a_restart() {
        ClaimedDelivery before = startAndClaim("c", webhook);
        restart();
        clock.advance(TERM);

        ClaimedDelivery after = claimOne(webhook, 0);

        assertThat(after.attempt()).isEqualTo(1);
        assertThat(after.key().fencingToken()).isGreaterThan(before.key().fencingToken());
    }

    @Test
    void ignores_the_failure_of_a_claim_from_before_a_restart() {
        Instant start = clock.instant();
        ClaimedDelivery before = startAndClaim("c", webhook);
        restart();
        clock.advance(TERM);
        ClaimedDelivery after = claimOne(webhook, 0);

        record(before.key(), 1, giveUp());

        assertThat(story("c").chain().due())
                .isEqualTo(held(start, 1, after.key().fencingToken()));
    }

    @Test
    void hands_each_delivery_to_one_of_many_who_ask_at_the_same_time() throws Exception {
        for (int i = 10; i < 50; i++) {
            start("c" + i, webhook);
        }

        List<ClaimResult> claimed = Concurrently.run(number -> claim(webhook, 0, 5));

        assertThat(claimed)
                .flatExtracting(ClaimResult::deliveries)
                .extracting(delivery -> delivery.key().delivery().chain())
                .doesNotHaveDuplicates()
                .hasSize(40);
    }

    @Test
    void gives_work_back_to_its_lane_when_an_attempt_failed() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);

        record(delivery.key(), 1, new AttemptOutcome.Retry(clock.instant()));

        assertThat(claimOne(webhook, 0).key().fencingToken()).isEqualTo(2);
    }

    private MutationResult.Applied move(String chain, Webhook changed, @Nullable ClaimToken claim) {
        return (MutationResult.Applied) commitOne(new Mutation.Move(
                new ChainId(chain), changed.revision(), changed.settings().plan(), claim));
    }

    private void record(ChainDetails story, AttemptOutcome verdict) {
        PendingDelivery due = Objects.requireNonNull(story.chain().due());
        var delivery = new DeliveryId(
                story.chain().chain().id(), story.chain().chain().state().step());
        record(new ClaimToken(delivery, 0, due.fencingToken()), due.attempt(), verdict);
    }

    private ClaimResult nothingUntil(Instant time) {
        return new ClaimResult(List.of(), List.of(new LaneDueTime(lane(webhook, 0), time)), 0);
    }

    private static List<ChainId> chains(ClaimResult claimed) {
        return claimed.deliveries().stream()
                .map(delivery -> delivery.key().delivery().chain())
                .toList();
    }
}
