package io.github.webhooks4j.tck.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Part of the {@code StoreContract}: claim batches are held, renewed, dissolved and dropped as a whole. */
public abstract class ClaimBatchContract extends ClaimBatchFixture {
    private static final Duration MOMENT = Duration.ofMillis(1);
    /** More than one claim batch takes. */
    private static final int MANY = 1_001;

    protected ClaimBatchContract(Opening opening) {
        super(opening);
    }

    @Test
    void keeps_what_a_commit_creates_claimed_out_of_the_queue() {
        hold("c1", "c2");

        assertThat(story("c1").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
        assertThat(store.lanes()).isEmpty();
        assertThat(claim(NODE, webhook, 0, 9)).isEqualTo(new ClaimResult(List.of(), List.of(), 0));
        assertThat(claim(OTHER_NODE, webhook, 0, 9)).isEqualTo(new ClaimResult(List.of(), List.of(), 0));
        assertThat(store.unfinishedChains(webhook.id(), 9)).containsExactlyElementsOf(ids("c1", "c2"));
        assertThat(store.unfinishedBefore(webhook.id(), 2, 2, 9)).containsExactlyElementsOf(ids("c1", "c2"));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void grants_what_is_in_the_queue_beside_what_a_batch_holds() {
        hold("held");
        clock.advance(Duration.ofSeconds(1));
        start("queued", webhook);

        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));
        assertThat(claimOne(webhook, 0).key().delivery().chain()).isEqualTo(id("queued"));
    }

    @Test
    void holds_all_of_a_batch_as_long_as_one_of_it_is_renewed() {
        hold("c1", "c2", "c3");
        clock.advance(TERM.minus(MOMENT));

        assertThat(store.renew(List.of(token("c2")), NODE)).isEmpty();

        Instant end = clock.instant().plus(TERM);
        clock.advance(TERM.minus(MOMENT));
        assertThat(store.lanes()).isEmpty();
        clock.advance(MOMENT);
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), end));
        assertThat(claimed(claim(OTHER_NODE, webhook, 0, 9)))
                .containsExactlyInAnyOrderElementsOf(ids("c1", "c2", "c3"));
    }

    @Test
    void renews_a_batch_only_for_the_node_that_holds_it() {
        hold("c");
        clock.advance(TERM.minus(MOMENT));

        assertThat(store.renew(List.of(token("c")), OTHER_NODE)).containsExactly(token("c"));

        clock.advance(MOMENT);
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));
    }

    @Test
    void reports_as_lost_and_does_not_renew_what_a_batch_no_longer_holds() {
        hold("delivered", "released", "cancelled", "held");
        record(token("delivered"), 1, new AttemptOutcome.Delivered());
        release(token("released"));
        cancel("cancelled");
        clock.advance(TERM.minus(MOMENT));
        List<ClaimToken> lost = List.of(token("delivered"), token("released"), token("cancelled"));

        assertThat(store.renew(lost, NODE)).containsExactlyInAnyOrderElementsOf(lost);

        clock.advance(MOMENT);
        claimOne(webhook, 0);
        assertThat(store.lanes()).hasSize(1);
        assertThat(story("held").chain().due()).isEqualTo(new PendingDelivery(start(), 1, 1, NODE.lease(start())));
    }

    @Test
    void renews_a_batch_whose_lease_has_ended_if_it_was_not_dissolved() {
        hold("c1", "c2");
        clock.advance(TERM.plus(Duration.ofDays(1)));

        assertThat(store.renew(List.of(token("c1"), token("c2")), NODE)).isEmpty();

        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void renews_batches_and_claims_of_the_queue_together() {
        hold("held");
        ClaimedDelivery queued = startAndClaim("queued", webhook);
        clock.advance(TERM.minus(MOMENT));

        assertThat(store.renew(List.of(token("held"), queued.key()), NODE)).isEmpty();

        Instant end = clock.instant().plus(TERM);
        clock.advance(TERM.minus(MOMENT));
        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), end));
        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
    }

    @Test
    void puts_all_of_a_batch_into_the_queue_under_the_lease_that_has_ended() {
        hold("c1", "c2");
        clock.advance(TERM.minus(MOMENT));
        assertThat(store.lanes()).isEmpty();
        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
        clock.advance(MOMENT);

        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));

        var dissolved = new PendingDelivery(start(), 1, 1, NODE.lease(start()));
        assertThat(story("c1").chain().due()).isEqualTo(dissolved);
        assertThat(story("c2").chain().due()).isEqualTo(dissolved);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 2, 0, 0));
    }

    @Test
    void lets_another_node_take_over_what_was_in_a_batch() {
        hold("c1", "c2");
        endLease();

        ClaimResult claimed = claim(OTHER_NODE, webhook, 0, 9);

        assertThat(claimed.takeovers()).isEqualTo(2);
        assertThat(claimed.deliveries())
                .extracting(delivery -> delivery.key().fencingToken(), ClaimedDelivery::attempt)
                .containsOnly(tuple(2, 1));
        assertThat(claimed(claimed)).containsExactlyInAnyOrderElementsOf(ids("c1", "c2"));
        assertThat(story("c1").chain().due())
                .isEqualTo(new PendingDelivery(start(), 1, 2, OTHER_NODE.lease(clock.instant())));
        assertThat(store.renew(List.of(token("c1"), token("c2")), NODE)).containsExactly(token("c1"), token("c2"));
    }

    @Test
    void lets_the_holder_go_on_with_what_no_node_has_taken_over() {
        hold("c1", "c2");
        endLease();

        assertThat(store.renew(List.of(token("c1")), NODE)).isEmpty();
        record(token("c2"), 1, retryIn(Duration.ofMinutes(1)));

        assertThat(claim(OTHER_NODE, webhook, 0, 9).deliveries()).isEmpty();
        assertThat(story("c2").chain().due()).isEqualTo(free(clock.instant().plus(Duration.ofMinutes(1)), 2, 1));
        assertThat(store.lanes())
                .containsExactly(
                        new LaneDueTime(lane(webhook, 0), clock.instant().plus(TERM)));
    }

    @Test
    void lets_the_late_success_of_the_first_holder_count_once() {
        hold("late", "in_time");
        endLease();
        ClaimResult taken = claim(OTHER_NODE, webhook, 0, 9);
        ClaimToken second = taken.deliveries().stream()
                .map(ClaimedDelivery::key)
                .filter(key -> key.delivery().chain().equals(id("late")))
                .findFirst()
                .orElseThrow();
        Mutation success = attempt(token("late"), 1, new AttemptOutcome.Delivered());

        commit(success, attempt(token("in_time"), 1, new AttemptOutcome.Delivered()));
        commit(success);
        commit(attempt(second, 1, giveUp()));

        assertThat(state("late")).isInstanceOf(ChainState.AwaitingCallback.class);
        assertThat(story("late").attempts())
                .extracting(StoredAttempt::key)
                .containsExactlyInAnyOrder(token("late"), second);
        assertThat(story("in_time").attempts()).hasSize(1);
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 2, 0, 0, 0));
    }

    @Test
    void drops_a_batch_that_holds_nothing_any_more() {
        Webhook single = savedWebhook("single", 1);
        commit(publishHeld(NODE, "c1", single), publishHeld(NODE, "c2", single));
        record(token("c1"), 1, new AttemptOutcome.Delivered());
        record(token("c2"), 1, new AttemptOutcome.Delivered());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 2, 0, 0, 0, 0));
        clock.advance(TERM);

        assertThat(store.lanes()).isEmpty();

        assertThat(claim(OTHER_NODE, single, 0, 9)).isEqualTo(new ClaimResult(List.of(), List.of(), 0));
        assertThat(story("c1").attempts()).hasSize(1);
        assertThat(state("c2")).isEqualTo(new ChainState.Complete(0));
    }

    @Test
    void dissolves_only_what_a_batch_still_holds() {
        hold("delivered", "retried", "held");
        record(token("delivered"), 1, new AttemptOutcome.Delivered());
        record(token("retried"), 1, retryIn(Duration.ofHours(1)));
        PendingDelivery retried = free(clock.instant().plus(Duration.ofHours(1)), 2, 1);
        endLease();

        assertThat(claimed(claim(OTHER_NODE, webhook, 0, 9))).containsExactlyElementsOf(ids("held"));
        assertThat(story("retried").chain().due()).isEqualTo(retried);
        assertThat(state("delivered")).isInstanceOf(ChainState.AwaitingCallback.class);
    }

    @Test
    void has_a_batch_of_its_own_for_each_commit() {
        hold("c1");
        hold("c2");
        clock.advance(TERM.minus(MOMENT));
        store.renew(List.of(token("c2")), NODE);
        clock.advance(MOMENT);

        store.lanes();

        assertThat(claimed(claim(OTHER_NODE, webhook, 0, 9))).containsExactlyElementsOf(ids("c1"));
        assertThat(story("c2").chain().due()).isEqualTo(StoreRules.heldFromStart(start()));
    }

    @Test
    void has_a_batch_of_its_own_for_each_node_of_a_commit() {
        commit(publishHeld(NODE, "mine", webhook), publishHeld(OTHER_NODE, "others", webhook));
        clock.advance(TERM.minus(MOMENT));

        assertThat(store.renew(List.of(token("mine"), token("others")), OTHER_NODE))
                .containsExactly(token("mine"));

        clock.advance(MOMENT);
        store.lanes();
        assertThat(story("mine").chain().due()).isEqualTo(new PendingDelivery(start(), 1, 1, NODE.lease(start())));
        assertThat(story("others").chain().due()).isEqualTo(StoreRules.heldFromStart(start()));
    }

    @Test
    void holds_more_chains_of_a_commit_than_one_batch_takes() {
        String[] chains =
                IntStream.range(0, MANY).mapToObj(number -> "c" + number).toArray(String[]::new);
        hold(chains);
        clock.advance(TERM.minus(MOMENT));
        assertThat(store.renew(List.of(token(chains[0]), token(chains[MANY - 1])), NODE))
                .isEmpty();
        clock.advance(TERM.minus(MOMENT));
        assertThat(store.lanes()).isEmpty();
        clock.advance(MOMENT);

        assertThat(store.lanes()).containsExactly(new LaneDueTime(lane(webhook, 0), clock.instant()));

        assertThat(claim(OTHER_NODE, webhook, 0, 2 * MANY).takeovers()).isEqualTo(MANY);
    }

    @Test
    void holds_a_rerun_that_is_created_claimed() {
        start("c", webhook);
        cancel("c");
        NewChain again = newClaimedChain("again", webhook);

        commit(new Mutation.Rerun(id("c"), again));

        assertThat(story("again").chain().due()).isEqualTo(StoreRules.heldFromStart(clock.instant()));
        assertThat(store.lanes()).isEmpty();
        endLease();
        assertThat(claimed(claim(OTHER_NODE, webhook, 0, 9))).containsExactlyElementsOf(ids("again"));
    }

    @Test
    void holds_the_chains_of_a_slice_that_are_created_claimed() {
        Webhook other = savedWebhook("x", 1);
        commit(new Mutation.Publish(
                List.of(newEvent(event("e"), List.of(), 2, newChain("c1", webhook), newChain("c2", other)))));
        ChainSlice slice = store.slices(null, 9).get(0);

        commit(new Mutation.CreateChains(new ChainSlice(
                slice.event(),
                slice.topic(),
                slice.eventType(),
                slice.number(),
                List.of(newClaimedChain("c1", webhook), newClaimedChain("c2", other)))));

        assertThat(store.lanes()).isEmpty();
        record(token("c1"), 1, new AttemptOutcome.Delivered());
        endLease();
        assertThat(claimed(claim(OTHER_NODE, other, 0, 9))).containsExactlyElementsOf(ids("c2"));
    }

    @Test
    void holds_what_is_published_again_in_one_batch_only() {
        Mutation publication = publishHeld(NODE, "c", webhook);
        commit(publication);

        MutationResult again = commitOne(publication);

        assertThat(((MutationResult.Published) again).publications()).allMatch(PublishResult::duplicate);
        record(token("c"), 1, new AttemptOutcome.Delivered());
        endLease();
        assertThat(store.lanes()).isEmpty();
    }

    @Test
    void grants_what_a_batch_held_after_a_restart_at_the_latest_when_the_lease_ends() {
        hold("c1", "c2");
        record(token("c1"), 1, new AttemptOutcome.Delivered());

        restart();
        endLease();

        ClaimResult claimed = claim(OTHER_NODE, webhook, 0, 9);
        assertThat(claimed(claimed)).containsExactlyElementsOf(ids("c2"));
        assertThat(claimed.deliveries())
                .extracting(delivery -> delivery.key().fencingToken())
                .containsExactly(2);
    }

    /** Lets all leases end, and has the batches dissolved. */
    private void endLease() {
        clock.advance(TERM);
        store.lanes();
    }

    /** Returns when the tests begin. */
    private static Instant start() {
        return ManualClock.DEFAULT_START;
    }

    private static List<ChainId> claimed(ClaimResult result) {
        return result.deliveries().stream()
                .map(delivery -> delivery.key().delivery().chain())
                .toList();
    }
}
