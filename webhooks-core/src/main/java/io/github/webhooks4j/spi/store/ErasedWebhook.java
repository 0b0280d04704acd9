package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.SigningSecret;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookSettings;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a deleted webhook that was {@linkplain HistoryStore#erase erased}: id, revision, version and times, from which
 * nodes learn that it is deleted. Its settings and secrets are the same for all.
 */
public final class ErasedWebhook {
    /** The settings in place of the erased ones; they lead nowhere. */
    public static final WebhookSettings SETTINGS = new WebhookSettings(
            "erased",
            EventFilter.of("erased"),
            List.of(new Destination("https://erased.invalid/", null)),
            false,
            List.of(),
            RetrySchedule.ofDefaults(),
            Duration.ofDays(1),
            false);

    /** The secrets in place of the erased ones; they sign nothing. */
    public static final List<SigningSecret> SECRETS =
            List.of(new SigningSecret(WebhookSecret.of("whsec_" + "A".repeat(32)), null));

    private ErasedWebhook() {}

    /** Returns what is left of a deleted webhook. */
    public static Webhook of(Webhook webhook) {
        return new Webhook(
                webhook.id(),
                webhook.revision(),
                SETTINGS,
                SECRETS,
                webhook.status(),
                webhook.createdAt(),
                webhook.statusSince());
    }

    /**
     * Checks that a webhook may be erased.
     *
     * @param status null if the store has no such webhook
     * @throws IllegalStateException if it is not deleted
     */
    public static void requireDeleted(WebhookId webhook, @Nullable WebhookStatus status) {
        if (status != null && status != WebhookStatus.DELETED) {
            throw new IllegalStateException(
                    "webhook " + webhook + " must be deleted before it is erased, was " + status.code());
        }
    }
}
