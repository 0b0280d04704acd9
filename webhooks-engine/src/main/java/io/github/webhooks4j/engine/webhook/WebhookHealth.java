package io.github.webhooks4j.engine.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook is doing. Immutable.
 *
 * @param status its status
 * @param statusSince since when it has that status: for a disabled webhook, when it was disabled
 * @param failingSince when the first of the failed attempts in a row was recorded, by the store's clock; null if the
 *     last attempt succeeded, or there was none
 * @param failedAttempts how many attempts have failed in a row, over all deliveries of the webhook
 * @param disablesAt from when on it is disabled automatically if no attempt succeeds until then, and enough have failed;
 *     null if it is not failing, is disabled already, or the engine's policy never disables for failing
 */
public record WebhookHealth(
        WebhookStatus status,
        Instant statusSince,
        @Nullable Instant failingSince,
        int failedAttempts,
        @Nullable Instant disablesAt) {
    public WebhookHealth {
        requireNonNull(status, "status");
        requireNonNull(statusSince, "statusSince");
    }
}
