package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.delivery.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a webhook has been failing. It is stored with the webhook, so that the time continues over restarts.
 *
 * @param failingSince when the first of the failed attempts in a row was recorded, by the store's clock; null if the last attempt succeeded
 * @param failedAttempts how many attempts have failed in a row, over all deliveries of the webhook, without those that failed by
 *     the sender's own fault, or with a reused connection
 */
public record FailureStreak(@Nullable Instant failingSince, int failedAttempts) {
    /** Nothing has failed, or nothing since the last success. */
    public static final FailureStreak NONE = new FailureStreak(null, 0);

    private static final Duration DISABLE_AFTER = Duration.ofDays(5);
    private static final int MIN_FAILED_ATTEMPTS = 12;

    /**
     * Returns the streak after one more attempt; one that does not count against the destination leaves it unchanged.
     *
     * @param now the time at which it is recorded, by the store's clock: it must not be mixed with the node's clock at the start of
     *     the attempt
     */
    public FailureStreak after(AttemptOutcome verdict, Instant now) {
        if (verdict instanceof AttemptOutcome.Delivered) {
            return NONE;
        }
        return verdict.isFailure()
                ? new FailureStreak(failingSince == null ? now : failingSince, failedAttempts + 1)
                : this;
    }

    /** Returns whether the webhook is to be disabled: 5 days without a success, and at least 12 failed attempts. */
    public boolean shouldDisable(Instant now) {
        return failingSince != null
                && failedAttempts >= MIN_FAILED_ATTEMPTS
                && !now.isBefore(failingSince.plus(DISABLE_AFTER));
    }

    /**
     * Returns from when on the webhook is to be disabled if none of its attempts succeeds, and at least 12 have failed
     * by then; null if none has failed.
     */
    public @Nullable Instant disablesAt() {
        return failingSince == null ? null : failingSince.plus(DISABLE_AFTER);
    }
}
