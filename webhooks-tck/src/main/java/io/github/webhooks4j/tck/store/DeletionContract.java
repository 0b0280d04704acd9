package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.ErasedWebhook;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: what a deleted webhook left unfinished counts as cancelled, at once. */
abstract class DeletionContract extends StoreFixture {
    private Webhook webhook;

    DeletionContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void counts_and_shows_its_unfinished_chains_as_cancelled() {
        start("waiting", webhook);
        deliver(webhook, 0);
        start("pending", webhook);

        Instant deletedAt = delete();

        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 0, 0, 2));
        assertThat(state("waiting")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(state("pending")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(story("pending").chain().finishedAt()).isEqualTo(deletedAt);
        assertThat(story("pending").chain().due()).isNull();
        assertThat(store.listChains(webhook.id(), null, 9))
                .extracting(ChainDetails::chain)
                .allSatisfy(chain -> assertThat(chain.chain().state()).isEqualTo(new ChainState.Cancelled(0)));
    }

    @Test
    void leaves_what_is_finished_and_what_is_others_as_it_is() {
        Webhook other = savedWebhook("x", 1);
        start("complete", webhook);
        deliver(webhook, 0);
        callBack("complete", 0, Callback.success());
        deliver(webhook, 1);
        callBack("complete", 1, Callback.success());
        start("interrupted", webhook);
        record(claimOne(webhook, 0).key(), 1, giveUp());
        start("others", other);

        delete();

        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(3, 1, 0, 1, 1, 0));
        assertThat(state("complete")).isEqualTo(new ChainState.Complete(1));
        assertThat(state("interrupted")).isInstanceOf(ChainState.Interrupted.class);
        assertThat(state("others")).isEqualTo(new ChainState.Delivering(0));
        assertThat(store.abandoned(9)).isEmpty();
    }

    @Test
    void refuses_a_callback_as_too_late() {
        start("c", webhook);
        deliver(webhook, 0);
        delete();

        Applied applied = callBack("c", 0, Callback.success());

        assertThat(applied.effect()).isEqualTo(Effect.TOO_LATE);
        assertThat(applied.after().chain().state()).isEqualTo(new ChainState.Cancelled(0));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
    }

    @Test
    void keeps_an_attempt_that_was_under_way_and_goes_on_with_nothing() {
        start("delivered", webhook);
        ClaimedDelivery delivered = claimOne(webhook, 0);
        start("failed", webhook);
        ClaimedDelivery failed = claimOne(webhook, 0);
        delete();

        record(delivered.key(), 1, new AttemptOutcome.Delivered());
        record(failed.key(), 1, retryIn(Duration.ofMinutes(1)));

        assertThat(story("delivered").attempts()).hasSize(1);
        assertThat(story("failed").attempts()).hasSize(1);
        assertThat(store.abandoned(9)).isEmpty();
        assertThat(store.lanes()).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 0, 0, 2));
    }

    @Test
    void writes_the_cancelling_of_a_chain_with_the_next_change_to_it() {
        start("c1", webhook);
        start("c2", webhook);
        start("c3", webhook);
        ClaimedDelivery held = claim(webhook, 0, 1).deliveries().get(0);
        Instant deletedAt = delete();
        assertThat(store.abandoned(9)).containsExactlyInAnyOrderElementsOf(ids("c1", "c2", "c3"));
        assertThat(store.abandoned(2)).hasSize(2);

        release(held.key());
        Applied cancelled = cancel("c2");
        apply("c3", new ChainEvent.DeadlineCheck());

        assertThat(cancelled.before().chain().state()).isEqualTo(new ChainState.Delivering(0));
        assertThat(cancelled.after().chain().state()).isEqualTo(new ChainState.Cancelled(0));
        assertThat(cancelled.after().finishedAt()).isEqualTo(deletedAt);
        assertThat(store.abandoned(9)).isEmpty();
        assertThat(store.unfinishedChains(webhook.id(), 9)).isEmpty();
        assertThat(store.lanes()).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(3, 0, 0, 0, 0, 3));
    }

    @Test
    void finds_what_it_left_unfinished_over_a_restart() {
        start("c", webhook);
        delete();

        restart();

        assertThat(store.abandoned(9)).containsExactlyElementsOf(ids("c"));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
    }

    @Test
    void counts_a_chain_as_cancelled_that_was_started_after_the_deletion() {
        delete();
        start("c", webhook);

        assertThat(state("c")).isEqualTo(new ChainState.Cancelled(0));
        assertThat(story("c").chain().finishedAt()).isEqualTo(clock.instant());
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
        assertThat(store.abandoned(9)).containsExactlyElementsOf(ids("c"));
    }

    @Test
    void erases_all_that_a_deleted_webhook_had() {
        saved(webhook("w", 2).withSettings(webhook.settings()));
        start("complete", webhook);
        deliver(webhook, 0);
        callBack("complete", 0, Callback.success());
        deliver(webhook, 1);
        callBack("complete", 1, Callback.success());
        start("waiting", webhook);
        deliver(webhook, 0);
        start("pending", webhook);
        Instant deletedAt = delete();

        assertThat(store.erase(webhook.id(), 9)).isEqualTo(new Erased(3, 3, true));

        assertThat(store.listChains(webhook.id(), null, 9)).isEmpty();
        assertThat(store.lanes()).isEmpty();
        assertThat(store.nextDeadline()).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(3, 1, 0, 0, 0, 2));
        assertThat(store.settings(webhook.id(), 1)).isEmpty();
        assertThat(store.settings(webhook.id(), 2)).contains(ErasedWebhook.SETTINGS);
        Webhook left = store.webhook(webhook.id()).orElseThrow().webhook();
        assertThat(left.status()).isEqualTo(WebhookStatus.DELETED);
        assertThat(left.statusSince()).isEqualTo(deletedAt);
        assertThat(left.settings()).isEqualTo(ErasedWebhook.SETTINGS);
        assertThat(left.secrets()).isEqualTo(ErasedWebhook.SECRETS);
        assertThat(store.erase(webhook.id(), 9)).isEqualTo(new Erased(0, 0, true));
    }

    @Test
    void accepts_an_event_again_that_was_erased() {
        Webhook other = savedWebhook("x", 1);
        start("c", webhook);
        commit(publish(event("shared"), newChain("d", webhook), newChain("others", other)));
        delete();
        store.erase(webhook.id(), 9);

        assertThat(commitOne(publish(event("event_of_c"), newChain("again", other))))
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("event_of_c"), ids("again"), false))));
        assertThat(commitOne(publish(event("shared"), newChain("never", other))))
                .isEqualTo(new MutationResult.Published(
                        List.of(new PublishResult(new EventId("shared"), ids("d", "others"), true))));
        assertThat(state("others")).isEqualTo(new ChainState.Delivering(0));
    }

    @Test
    void erases_up_to_a_number_of_chains_at_a_time() {
        for (int i = 1; i <= 5; i++) {
            start("c" + i, webhook);
        }
        delete();

        assertThat(store.erase(webhook.id(), 2)).isEqualTo(new Erased(2, 2, false));
        restart();
        assertThat(store.webhook(webhook.id()).orElseThrow().webhook().settings())
                .isEqualTo(webhook.settings());
        assertThat(store.erase(webhook.id(), 2)).isEqualTo(new Erased(2, 2, false));
        assertThat(store.erase(webhook.id(), 2)).isEqualTo(new Erased(1, 1, true));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(5, 0, 0, 0, 0, 5));
    }

    @Test
    void creates_no_chain_of_an_erased_webhook_from_a_slice() {
        Webhook other = savedWebhook("x", 1);
        commit(new Mutation.Publish(
                List.of(newEvent(event("e"), List.of(), 1000, newChain("c", webhook), newChain("others", other)))));
        ChainSlice slice = store.slices(null, 9).get(0);
        delete();

        assertThat(store.erase(webhook.id(), 9)).isEqualTo(new Erased(1, 0, false));
        assertThat(store.erase(webhook.id(), 9)).isEqualTo(new Erased(0, 0, true));

        assertThat(store.slices(null, 9)).isEmpty();
        assertThat(commitOne(new Mutation.CreateChains(slice))).isEqualTo(new MutationResult.NotFound());
        assertThat(store.findChain(id("c"))).isEmpty();
        assertThat(claimOne(other, 0).key().delivery().chain()).isEqualTo(id("others"));
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(2, 0, 0, 1, 0, 1));
    }

    @Test
    void ignores_an_attempt_that_ends_after_its_chain_was_erased() {
        ClaimedDelivery held = startAndClaim("c", webhook);
        delete();
        store.erase(webhook.id(), 9);

        assertThat(commitOne(attempt(held.key(), 1, new AttemptOutcome.Delivered())))
                .isEqualTo(new MutationResult.NotFound());

        assertThat(store.renew(List.of(held.key()), NODE)).containsExactly(held.key());
        assertThat(store.findChain(id("c"))).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
    }

    @Test
    void erases_what_was_set_aside_of_a_deleted_webhook() {
        Webhook other = savedWebhook("x", 1);
        ClaimedDelivery held = startAndClaim("c", webhook);
        ClaimedDelivery others = startAndClaim("c2", other);
        for (ClaimedDelivery delivery : List.of(held, others)) {
            commit(new Mutation.SetAside(new SetAsideRecord(
                    attempt(delivery.key(), 1, new AttemptOutcome.Delivered()), clock.instant(), "refused")));
        }
        delete();

        store.erase(webhook.id(), 9);

        assertThat(store.setAside(9).earliest())
                .extracting(SetAsideRecord::chain)
                .containsExactlyElementsOf(ids("c2"));
    }

    @Test
    void erases_with_the_next_pruning_what_was_started_after_erasing() {
        delete();
        store.erase(webhook.id(), 9);
        start("late", webhook);
        cancel("late");

        assertThat(store.prune(Duration.ofDays(365), 9)).isEqualTo(2);

        assertThat(store.findChain(id("late"))).isEmpty();
        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
    }

    @Test
    void erases_no_webhook_that_is_not_deleted() {
        start("c", webhook);

        assertThatThrownBy(() -> store.erase(webhook.id(), 9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("webhook w must be deleted before it is erased, was enabled");

        assertThat(state("c")).isEqualTo(new ChainState.Delivering(0));
        assertThat(store.erase(new WebhookId("unknown"), 9)).isEqualTo(new Erased(0, 0, true));
    }

    /** Deletes the webhook; returns when that was, which is some time ago. */
    private Instant delete() {
        clock.advance(Duration.ofSeconds(7));
        Instant now = clock.instant();
        saved(present(webhook).withStatus(WebhookStatus.DELETED, clock.instant()));
        clock.advance(Duration.ofSeconds(7));
        return now;
    }

    private Webhook present(Webhook webhook) {
        return store.webhook(webhook.id()).orElseThrow().webhook();
    }
}
