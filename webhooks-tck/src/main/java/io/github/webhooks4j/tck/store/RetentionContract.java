package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.ClockCheck;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.WebhookChanges;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Part of the {@link StoreContract}: retention. */
abstract class RetentionContract extends StoreFixture {

    private static final Duration LONG = Duration.ofDays(30);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private Webhook webhook;

    RetentionContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
    }

    @Test
    void deletes_a_finished_chain_and_its_event_and_keeps_their_count() {
        start("c", webhook);
        deliver(webhook, 0);
        callBack("c", 0, Callback.failure());
        ChainCounts ledger = store.chainCounts();
        clock.advance(LONG);

        int deleted = prune();

        assertThat(deleted).isEqualTo(2);
        assertThat(store.findChain(id("c"))).isEmpty();
        assertThat(store.listChains(webhook.id(), null, 10)).isEmpty();
        assertThat(knows("event_of_c")).isFalse();
        assertThat(store.chainCounts()).isEqualTo(ledger).isEqualTo(new ChainCounts(1, 0, 0, 0, 1, 0));
    }

    @Test
    void keeps_counting_over_a_restart() {
        start("c", webhook);
        cancel("c");
        clock.advance(LONG);
        prune();

        restart();

        assertThat(store.chainCounts()).isEqualTo(new ChainCounts(1, 0, 0, 0, 0, 1));
    }

    @Test
    void keeps_what_was_finished_at_the_bound_or_after_it() {
        start("c", webhook);
        clock.advance(LONG);
        cancel("c");

        assertThat(prune()).isZero();
        assertThat(store.findChain(id("c"))).isPresent();
        assertThat(knows("event_of_c")).isTrue();
    }

    @Test
    void never_deletes_what_is_unfinished() {
        start("waiting", webhook);
        deliver(webhook, 0);
        start("resumed", webhook);
        record(claimOne(webhook, 0).key(), 1, giveUp());
        apply("resumed", new ChainEvent.Resume());
        start("pending", webhook);
        clock.advance(LONG);

        assertThat(prune()).isZero();
        assertThat(store.unfinishedChains(webhook.id(), 10))
                .containsExactlyInAnyOrderElementsOf(ids("waiting", "resumed", "pending"));
        assertThat(claim(webhook, 0, 9).deliveries()).hasSize(2);
    }

    @Test
    void keeps_an_event_while_a_chain_of_it_remains() {
        Webhook other = savedWebhook("other", 1);
        commit(publish(event("e"), newChain("c1", webhook), newChain("c2", other)));
        cancel("c1");
        clock.advance(LONG);

        assertThat(prune()).isEqualTo(1);
        assertThat(store.findChain(id("c1"))).isEmpty();
        assertThat(claimOne(other, 0).event().body()).isEqualTo(event("e").body());
    }

    @Test
    void keeps_an_event_for_a_rerun_of_a_chain_that_is_gone() {
        start("c1", webhook);
        cancel("c1");
        clock.advance(LONG);
        commit(new Mutation.Rerun(id("c1"), newChain("c2", webhook)));

        assertThat(prune()).isEqualTo(1);
        assertThat(claimOne(webhook, 0).event().body())
                .isEqualTo(event("event_of_c1").body());
    }

    @Test
    void deletes_an_event_without_chains_once_it_is_old() {
        commit(publish(event("old")));
        clock.advance(LONG);
        commit(publish(event("new")));

        assertThat(prune()).isEqualTo(1);
        assertThat(knows("old")).isFalse();
        assertThat(knows("new")).isTrue();
    }

    @Test
    void deletes_up_to_the_limit_and_says_how_much() {
        for (String chain : List.of("c1", "c2", "c3")) {
            start(chain, webhook);
            cancel(chain);
        }
        clock.advance(LONG);

        assertThat(store.prune(Duration.ZERO, 2)).isEqualTo(4);
        assertThat(store.prune(Duration.ZERO, 2)).isEqualTo(2);
        assertThat(store.prune(Duration.ZERO, 2)).isZero();
    }

    @Test
    void deletes_what_was_finished_longer_ago_than_the_retention() {
        start("c", webhook);
        cancel("c");
        clock.advance(LONG);

        assertThat(store.prune(LONG, 100)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(store.prune(LONG, 100)).isEqualTo(2);
    }

    @Test
    void keeps_everything_with_a_retention_longer_than_time_has_lasted() {
        start("c", webhook);
        cancel("c");
        clock.advance(LONG);

        assertThat(store.prune(FOREVER, 100)).isZero();
    }

    @Test
    void deletes_nothing_by_a_callers_clock_that_leaps_ahead_by_days() {
        prune();
        start("c", webhook);
        cancel("c");

        Instant right = clock.instant();

        clock.advance(Duration.ofDays(40));
        assertThat(prune()).isZero();
        clock.set(right.plusMillis(1));

        assertThat(prune()).isEqualTo(2);
    }

    @Test
    void deletes_nothing_by_a_clock_that_is_days_ahead_after_a_restart() {
        prune();
        start("c", webhook);
        cancel("c");

        clock.advance(Duration.ofDays(1).plusMillis(1));
        restart();

        assertThat(prune()).isZero();
    }

    @Test
    void deletes_again_once_an_engine_has_run_for_an_hour_after_a_pause() {
        prune();
        start("c", webhook);
        cancel("c");
        clock.advance(Duration.ofDays(21));
        restart();

        for (int looks = 0; looks < 6; looks++) {
            assertThat(prune()).isZero();
            clock.advance(Duration.ofMinutes(10));
        }

        assertThat(prune()).isEqualTo(2);
    }

    @Test
    void takes_no_attempt_of_a_chain_that_is_gone() {
        ClaimedDelivery delivery = startAndClaim("c", webhook);
        cancel("c");
        clock.advance(LONG);
        prune();

        assertThat(commitOne(attempt(delivery.key(), 1, new AttemptOutcome.Delivered())))
                .isEqualTo(new MutationResult.NotFound());
    }

    @Test
    void deletes_the_settings_of_a_deleted_webhook_once_no_chain_needs_them() {
        start("c", webhook);
        saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        clock.advance(LONG);

        prune();
        assertThat(store.settings(webhook.id(), 1)).isPresent();

        cancel("c");
        run(LONG);
        prune();
        assertThat(store.settings(webhook.id(), 1)).isEmpty();
        assertThat(webhooks()).isEmpty();
    }

    @Test
    void keeps_a_deleted_webhook_for_nodes_that_have_not_seen_the_deletion() {
        Webhook deleted = saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        prune();

        assertThat(webhooks()).containsExactly(deleted);
    }

    @Test
    void keeps_a_deleted_webhook_a_day_for_nodes_that_were_cut_off() {
        long seen = store.webhooks(0).get(0).change();
        Webhook deleted = saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        clock.advance(DAY);
        prune();

        WebhookChanges changes = store.webhookChanges(List.of(seen));
        assertThat(changes.complete()).isFalse();
        assertThat(changes.webhooks()).extracting(StoredWebhook::webhook).containsExactly(deleted);

        clock.advance(Duration.ofMillis(1));
        prune();

        assertThat(store.webhookChanges(List.of(seen)))
                .isEqualTo(new WebhookChanges(true, List.of(), changes.latest()));
    }

    @Test
    void forgets_a_change_after_a_day_but_never_the_latest() {
        long first = store.webhooks(0).get(0).change();
        savedWebhook("x", 1);
        long latest = store.webhooks(first).get(0).change();
        run(LONG);
        prune();

        assertThat(store.webhookChanges(List.of(first)).complete()).isTrue();
        assertThat(store.webhookChanges(List.of(latest))).isEqualTo(new WebhookChanges(false, List.of(), latest));
    }

    @Test
    void keeps_a_deletion_as_long_as_a_change_before_it_when_time_went_back() {
        Instant start = clock.instant();
        clock.set(start.plus(Duration.ofHours(20)));
        Webhook other = savedWebhook("x", 1);
        long seen = store.webhooks(0).get(1).change();
        clock.set(start);
        Webhook deleted = saved(webhook.withStatus(WebhookStatus.DELETED, clock.instant()));
        saved(other.withStatus(WebhookStatus.DISABLED, clock.instant()));
        clock.advance(DAY.plusMillis(1));

        prune();

        WebhookChanges changes = store.webhookChanges(List.of(seen));
        assertThat(changes.complete()).isFalse();
        assertThat(changes.webhooks()).extracting(StoredWebhook::webhook).contains(deleted);
    }

    @Test
    void keeps_former_settings_a_day_for_nodes_that_were_cut_off() {
        saved(webhook.withSettings(webhook.settings()));
        clock.advance(DAY);
        prune();
        assertThat(store.settings(webhook.id(), 1)).isPresent();

        clock.advance(Duration.ofMillis(1));
        prune();
        assertThat(store.settings(webhook.id(), 1)).isEmpty();
    }

    @Test
    void deletes_former_settings_once_no_chain_needs_them_but_never_the_present_ones() {
        start("c", webhook);
        Webhook changed = saved(webhook.withSettings(webhook.settings()));
        prune();
        assertThat(store.settings(webhook.id(), 1)).isPresent();

        cancel("c");
        run(LONG);
        prune();

        assertThat(store.settings(webhook.id(), 1)).isEmpty();
        assertThat(store.settings(webhook.id(), 2)).contains(changed.settings());
        assertThat(webhooks()).containsExactly(changed);
    }

    private int prune() {
        return store.prune(Duration.ZERO, 100);
    }

    /** Lets time pass while an engine runs, which makes the store check the clock, and deletes nothing. */
    private void run(Duration time) {
        Duration left = time;
        while (left.compareTo(Duration.ZERO) > 0) {
            Duration step = left.compareTo(ClockCheck.MAX_AHEAD) < 0 ? left : ClockCheck.MAX_AHEAD;
            clock.advance(step);
            assertThat(store.prune(FOREVER, 100)).isZero();
            left = left.minus(step);
        }
    }

    /** Finds out by publishing it. */
    private boolean knows(String event) {
        MutationResult outcome = commitOne(publish(event(event)));
        assertThat(outcome).isInstanceOf(MutationResult.Published.class);
        PublishResult publication =
                ((MutationResult.Published) outcome).publications().get(0);
        return publication.duplicate();
    }
}
