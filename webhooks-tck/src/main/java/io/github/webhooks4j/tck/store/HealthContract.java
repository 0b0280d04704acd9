package io.github.webhooks4j.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.AttemptOutcome.Retry.Cause;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Part of the {@link StoreContract}: webhooks that are disabled because of the results of their deliveries: by default after 12
 * failed attempts in a row over at least 5 days.
 */
abstract class HealthContract extends StoreFixture {

    private static final Duration DAY = Duration.ofDays(1);

    private Webhook webhook;

    HealthContract(Opening opening) {
        super(opening);
    }

    @BeforeEach
    void save_the_webhook() {
        webhook = savedWebhook("w", 2);
        start("c", webhook);
    }

    @Test
    void disables_a_webhook_whose_destination_is_gone_in_the_same_commit() {
        ClaimedDelivery delivery = claimOne(webhook, 0);

        Applied applied = record(delivery.key(), 1, gone());

        assertThat(applied.disabled()).isEqualTo(WebhookStatus.DISABLED_GONE);
        assertThat(webhooks()).containsExactly(webhook.withStatus(WebhookStatus.DISABLED_GONE, clock.instant()));
    }

    @Test
    void leaves_a_webhook_as_it_is_that_is_not_enabled_any_more() {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        saved(webhook.withStatus(WebhookStatus.DISABLED, clock.instant()));

        Applied applied = record(delivery.key(), 1, gone());

        assertThat(applied.disabled()).isNull();
        assertThat(status(webhook)).isEqualTo(WebhookStatus.DISABLED);
    }

    @Test
    void disables_a_webhook_once_for_two_failures_of_one_commit() {
        start("c2", webhook);
        List<ClaimedDelivery> deliveries = claim(webhook, 0, 2).deliveries();

        var outcomes = commit(
                attempt(deliveries.get(0).key(), 1, gone()),
                attempt(deliveries.get(1).key(), 1, gone()));

        assertThat(outcomes)
                .extracting(outcome -> ((Applied) outcome).disabled())
                .containsExactly(WebhookStatus.DISABLED_GONE, null);
    }

    @Test
    void disables_a_webhook_after_5_days_and_12_attempts_without_a_success() {
        failTimes(11);
        clock.advance(DAY.multipliedBy(5));

        Applied applied = fail();

        assertThat(applied.disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
        assertThat(status(webhook)).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void does_not_disable_a_webhook_that_has_failed_less_than_5_days() {
        failTimes(11);
        clock.advance(DAY.multipliedBy(5).minusMillis(1));

        assertThat(fail().disabled()).isNull();
        assertThat(status(webhook)).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void counts_the_5_days_by_its_own_clock_whatever_the_attempts_say() {
        for (int number = 1; number <= 12; number++) {
            assertThat(failAt(clock.instant().minus(DAY.multipliedBy(6))).disabled())
                    .isNull();
        }
        clock.advance(DAY.multipliedBy(5).minusMillis(1));
        assertThat(failAt(clock.instant().plus(DAY.multipliedBy(40))).disabled())
                .isNull();
        clock.advance(Duration.ofMillis(1));

        assertThat(failAt(clock.instant().minus(DAY.multipliedBy(6))).disabled())
                .isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void does_not_disable_a_webhook_that_has_failed_less_than_12_times() {
        failTimes(10);
        clock.advance(DAY.multipliedBy(30));

        assertThat(fail().disabled()).isNull();
        assertThat(status(webhook)).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void goes_on_counting_failures_after_a_restart() {
        failTimes(11);
        restart();
        clock.advance(DAY.multipliedBy(5));

        assertThat(fail().disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void counts_the_failures_of_all_deliveries_of_a_webhook() {
        failTimes(11);
        cancel("c");
        start("c2", webhook);
        clock.advance(DAY.multipliedBy(5));

        assertThat(fail().disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void counts_no_failures_of_other_webhooks() {
        Webhook other = savedWebhook("x", 2);
        start("of_other", other);
        failTimes(11);
        clock.advance(DAY.multipliedBy(5));

        ClaimedDelivery delivery = claimOne(other, 0);

        assertThat(record(delivery.key(), 1, retryIn(DAY)).disabled()).isNull();
    }

    @Test
    void begins_to_count_again_after_a_success() {
        failTimes(11);
        deliver(webhook, 0);
        start("c2", webhook);
        clock.advance(DAY.multipliedBy(5));

        assertThat(fail().disabled()).isNull();
    }

    @Test
    void begins_to_count_again_when_a_webhook_is_enabled_again() {
        failTimes(11);
        saved(webhook.withStatus(WebhookStatus.DISABLED, clock.instant()));
        saved(webhook.withStatus(WebhookStatus.ENABLED, clock.instant()));
        clock.advance(DAY.multipliedBy(5));

        assertThat(fail().disabled()).isNull();
    }

    @Test
    void goes_on_counting_when_an_enabled_webhook_is_changed() {
        failTimes(11);
        saved(webhook.withSettings(webhook.settings()));
        clock.advance(DAY.multipliedBy(5));

        assertThat(fail().disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void counts_an_attempt_once_that_is_recorded_twice() {
        failTimes(9);
        ClaimedDelivery delivery = claimOne(webhook, 0);
        Mutation attempt = attempt(delivery.key(), 10, new AttemptOutcome.Retry(clock.instant()));
        commit(attempt, attempt);
        commit(attempt);
        clock.advance(DAY.multipliedBy(5));

        assertThat(fail().disabled()).isNull();
        assertThat(fail().disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void counts_no_attempt_that_says_nothing_about_the_destination() {
        failTimes(11);
        clock.advance(DAY.multipliedBy(5));

        for (Cause cause : List.of(Cause.SENDER_FAULT, Cause.REUSED_CONNECTION)) {
            ClaimedDelivery delivery = claimOne(webhook, 0);
            var verdict = new AttemptOutcome.Retry(clock.instant(), cause);
            assertThat(record(delivery.key(), delivery.attempt(), verdict).disabled())
                    .as("%s", cause)
                    .isNull();
        }
        assertThat(fail().disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void keeps_a_webhook_enabled_through_a_week_of_the_senders_own_faults() {
        for (int attempt = 0; attempt < 20; attempt++) {
            ClaimedDelivery delivery = claimOne(webhook, 0);
            clock.advance(Duration.ofHours(9));
            record(delivery.key(), delivery.attempt(), new AttemptOutcome.Retry(clock.instant(), Cause.SENDER_FAULT));
        }

        assertThat(fail().disabled()).isNull();
        assertThat(status(webhook)).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void disables_a_webhook_by_the_policy_of_the_attempt() {
        DisablePolicy policy = DisablePolicy.DEFAULT.whenFailing(Duration.ofHours(1), 2);
        assertThat(fail(policy).disabled()).isNull();
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(fail(policy).disabled()).isNull();
        clock.advance(Duration.ofMillis(1));

        assertThat(fail(policy).disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
        assertThat(status(webhook)).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void never_disables_a_webhook_whose_policy_has_no_time() {
        failTimes(20);
        clock.advance(DAY.multipliedBy(400));

        assertThat(fail(DisablePolicy.NEVER).disabled()).isNull();
        assertThat(fail().disabled()).isEqualTo(WebhookStatus.DISABLED_FAILING);
    }

    @Test
    void leaves_a_webhook_enabled_whose_policy_ignores_that_it_is_gone() {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        var attempt = (Mutation.RecordAttempt) attempt(delivery.key(), 1, gone());

        Applied applied = (Applied) commitOne(attempt.with(DisablePolicy.DEFAULT.ignoringGone()));

        assertThat(applied.disabled()).isNull();
        assertThat(applied.after().chain().state())
                .isEqualTo(new ChainState.Interrupted(0, InterruptionCause.DESTINATION_GONE));
        assertThat(status(webhook)).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void disables_by_the_policy_of_the_node_that_has_a_set_aside_record_written() {
        var attempt = (Mutation.RecordAttempt) attempt(claimOne(webhook, 0).key(), 1, gone());
        commitOne(new Mutation.SetAside(new SetAsideRecord(attempt, clock.instant(), "on purpose")));
        DisablePolicy own = DisablePolicy.DEFAULT.ignoringGone();
        var written = new SetAsideRecord(attempt.with(own), clock.instant(), "on purpose");

        Applied applied = (Applied) commitOne(new Mutation.EndSetAside(written, true));

        assertThat(applied.disabled()).isNull();
        assertThat(status(webhook)).isEqualTo(WebhookStatus.ENABLED);
    }

    @Test
    void reports_which_webhooks_are_failing() {
        Webhook other = savedWebhook("x", 2);
        start("of_other", other);
        assertThat(store.failing()).isEmpty();

        fail();
        restart();
        assertThat(store.failing()).containsExactly(webhook.id());

        deliver(webhook, 0);
        assertThat(store.failing()).isEmpty();
    }

    @Test
    void reports_since_when_a_webhook_is_failing() {
        Instant first = clock.instant();
        fail();
        clock.advance(Duration.ofMinutes(5));
        fail();
        restart();

        assertThat(store.failures(webhook.id())).contains(new FailureStreak(first, 2));

        deliver(webhook, 0);
        assertThat(store.failures(webhook.id())).contains(FailureStreak.NONE);
    }

    @Test
    void reports_no_failures_of_a_webhook_that_it_does_not_have() {
        assertThat(store.failures(new WebhookId("unknown"))).isEmpty();
    }

    @Test
    void notes_when_it_has_disabled_a_webhook() {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        clock.advance(Duration.ofSeconds(3));

        record(delivery.key(), 1, gone());

        assertThat(webhooks()).extracting(Webhook::statusSince).containsExactly(clock.instant());
    }

    /** Lets the next attempt fail on a node whose clock shows {@code at}. */
    private Applied failAt(Instant at) {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        var attempt = new Attempt(delivery.attempt(), at, notAnswered());
        return (Applied) commitOne(
                new Mutation.RecordAttempt(delivery.key(), attempt, new AttemptOutcome.Retry(clock.instant())));
    }

    private void failTimes(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(fail().disabled()).isNull();
        }
    }

    /** Lets the next attempt fail, to be tried again at once. */
    private Applied fail() {
        return fail(DisablePolicy.DEFAULT);
    }

    private Applied fail(DisablePolicy policy) {
        ClaimedDelivery delivery = claimOne(webhook, 0);
        var attempt = new Attempt(delivery.attempt(), clock.instant(), notAnswered());
        return (Applied) commitOne(
                new Mutation.RecordAttempt(delivery.key(), attempt, new AttemptOutcome.Retry(clock.instant()), policy));
    }
}
