package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: what a deleted webhook left unfinished counts as cancelled, at once. */
abstract class DeletionContract extends StoreFixture {
    private Webhook webhook;

    DeletionContract(StoreContract contract) {
        super(contract);
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

    /** Deletes the webhook; returns when that was, which is some time ago. */
    private Instant delete() {
        clock.advance(Duration.ofSeconds(7));
        Instant now = clock.instant();
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        clock.advance(Duration.ofSeconds(7));
        return now;
    }
}
