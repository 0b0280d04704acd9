package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How unfinished chains move to later settings of their webhook. */
abstract class SettingsMoveContract extends StoreFixture {
    private Webhook webhook;

    SettingsMoveContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
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
    void releases_a_claim_when_its_holder_has_the_chain_moved() {
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
        assertThat(commitOne(
                        new Mutation.Move(id("unknown"), 2, changed.settings().plan(), null)))
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

    private MutationResult.Applied move(String chain, Webhook changed, @Nullable ClaimToken claim) {
        return (MutationResult.Applied) commitOne(new Mutation.Move(
                id(chain), changed.revision(), changed.settings().plan(), claim));
    }

    private void record(ChainDetails story, AttemptOutcome verdict) {
        PendingDelivery due = Objects.requireNonNull(story.chain().due());
        var delivery = new DeliveryId(
                story.chain().chain().id(), story.chain().chain().state().step());
        record(new ClaimToken(delivery, 0, due.fencingToken()), due.attempt(), verdict);
    }

    /** It has no later step, and moves with its next attempt, as a test of the first step. */
    @Test
    void lists_no_test_of_the_first_step_as_unfinished_before_a_revision() {
        commit(publish(event("test").asTest(TestScope.FIRST_STEP), newChain("c1", webhook)));
        commit(publish(event("e").asTest(TestScope.WHOLE_CHAIN), newChain("c2", webhook)));

        assertThat(store.unfinishedBefore(webhook.id(), 2, 2, 9)).containsExactlyElementsOf(ids("c2"));
    }
}
