package io.github.webhooks4j.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.AttemptOutcome.Retry.Cause;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreValuesTest {
    private static final Instant START = Instant.parse("2026-02-03T04:05:06Z");
    private static final Instant FIVE_DAYS_ON = START.plus(Duration.ofDays(5));

    @Test
    void health_counts_failures_in_a_row_from_the_first_on() {
        var retry = new AttemptOutcome.Retry(START);
        FailureStreak twice = FailureStreak.NONE.after(retry, START).after(retry, START.plusSeconds(5));

        assertThat(twice).isEqualTo(new FailureStreak(START, 2));
        assertThat(twice.after(new AttemptOutcome.Delivered(), START.plusSeconds(6)))
                .isEqualTo(FailureStreak.NONE);
    }

    @Test
    void health_counts_no_attempt_that_says_nothing_about_the_destination() {
        for (Cause cause : List.of(Cause.SENDER_FAULT, Cause.REUSED_CONNECTION)) {
            assertThat(FailureStreak.NONE.after(new AttemptOutcome.Retry(START, cause), START))
                    .isEqualTo(FailureStreak.NONE);
        }
    }

    @Test
    void a_webhook_is_hopeless_after_5_days_and_12_failed_attempts() {
        assertThat(new FailureStreak(START, 12).shouldDisable(DisablePolicy.DEFAULT, FIVE_DAYS_ON))
                .isTrue();
        assertThat(new FailureStreak(START, 12).shouldDisable(DisablePolicy.DEFAULT, FIVE_DAYS_ON.minusMillis(1)))
                .isFalse();
        assertThat(new FailureStreak(START, 11).shouldDisable(DisablePolicy.DEFAULT, FIVE_DAYS_ON.plusSeconds(1)))
                .isFalse();
        assertThat(FailureStreak.NONE.shouldDisable(DisablePolicy.DEFAULT, FIVE_DAYS_ON))
                .isFalse();
    }

    @Test
    void a_webhook_is_hopeless_by_the_policy_or_never() {
        DisablePolicy policy = DisablePolicy.DEFAULT.whenFailing(Duration.ofHours(1), 2);

        assertThat(new FailureStreak(START, 2).shouldDisable(policy, START.plusSeconds(3600)))
                .isTrue();
        assertThat(new FailureStreak(START, 2).shouldDisable(policy, START.plusSeconds(3599)))
                .isFalse();
        assertThat(new FailureStreak(START, 1).shouldDisable(policy, FIVE_DAYS_ON))
                .isFalse();
        assertThat(new FailureStreak(START, 100_000).shouldDisable(DisablePolicy.NEVER, FIVE_DAYS_ON))
                .isFalse();
        assertThat(new FailureStreak(START, 1).disablesAt(DisablePolicy.DEFAULT))
                .isEqualTo(FIVE_DAYS_ON);
        assertThat(new FailureStreak(START, 1).disablesAt(DisablePolicy.NEVER)).isNull();
        assertThat(FailureStreak.NONE.disablesAt(DisablePolicy.DEFAULT)).isNull();
    }

    @Test
    void counts_are_balanced_when_every_chain_is_accounted_for() {
        assertThat(new ChainCounts(15, 1, 2, 3, 4, 5).isBalanced()).isTrue();
        assertThat(new ChainCounts(16, 1, 2, 3, 4, 5).isBalanced()).isFalse();
        assertThat(new ChainCounts(16, 1, 2, 3, 4, 5).discrepancy()).isEqualTo(1);
    }

    @Test
    void a_lane_is_named_by_webhook_and_step() {
        assertThat(new LaneKey(new WebhookId("w"), 2)).hasToString("w/2");
    }

    @Test
    void a_claim_asks_for_at_least_one_delivery() {
        assertThatThrownBy(() -> new ClaimRequest(new LaneKey(new WebhookId("w"), 0), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a claim must ask for at least 1 delivery, was 0");
    }
}
