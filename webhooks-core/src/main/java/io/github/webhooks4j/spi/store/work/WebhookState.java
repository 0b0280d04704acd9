package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a webhook that attempts depend on and change.
 *
 * @param status its status
 * @param health how long it has been failing
 * @param deletedAt when it was deleted, by the store's clock; null unless its status is {@link WebhookStatus#DELETED}
 */
public record WebhookState(
        WebhookStatus status,
        FailureStreak health,
        @Nullable Instant deletedAt) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException unless {@code deletedAt} is present exactly if the webhook is deleted
     */
    public WebhookState {
        requireNonNull(status, "status");
        requireNonNull(health, "health");
        if ((deletedAt != null) != (status == WebhookStatus.DELETED)) {
            throw new IllegalArgumentException(
                    "a webhook must have deletedAt exactly if it is deleted, was " + status.code());
        }
    }

    /** Returns whether no attempt has failed since the last success. */
    public boolean isGood() {
        return health.equals(FailureStreak.NONE);
    }

    WebhookState with(WebhookStatus newStatus, FailureStreak newHealth) {
        return new WebhookState(newStatus, newHealth, deletedAt);
    }
}
