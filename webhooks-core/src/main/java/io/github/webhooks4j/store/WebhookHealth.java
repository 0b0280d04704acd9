package io.github.webhooks4j.store;

import io.github.webhooks4j.delivery.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a webhook has been failing. The store keeps it beside the webhook, so that the time runs on over restarts.
 *
 * @param failingSince when the first of the failed attempts in a row was recorded, by the store's clock; null if the last attempt succeeded
 * @param failedAttempts how many attempts have failed in a row, over all deliveries of the webhook; none that came to nothing by
 *     the sender's own fault, or with a reused connection
 */
public record WebhookHealth(@Nullable Instant failingSince, int failedAttempts) {
    /** Nothing has failed, or nothing since the last success. */
    public static final WebhookHealth GOOD = new WebhookHealth(null, 0);

    private static final Duration PATIENCE = Duration.ofDays(5);
    private static final int MIN_FAILED_ATTEMPTS = 12;

    /**
     * Returns the health after one more attempt; one that says nothing about the destination leaves it as it is.
     *
     * @param now the time at which it is recorded, by the store's clock: what the node's clock showed when the attempt began
     *     must not be mixed with it
     */
    public WebhookHealth after(Verdict verdict, Instant now) {
        if (verdict instanceof Verdict.Delivered) {
            return GOOD;
        }
        return verdict.isFailure()
                ? new WebhookHealth(failingSince == null ? now : failingSince, failedAttempts + 1)
                : this;
    }

    /** Says whether the webhook is to be disabled: 5 days without a success, and at least 12 failed attempts. */
    public boolean isHopeless(Instant now) {
        return failingSince != null
                && failedAttempts >= MIN_FAILED_ATTEMPTS
                && !now.isBefore(failingSince.plus(PATIENCE));
    }
}
