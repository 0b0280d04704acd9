package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.webhook.Webhook;

/**
 * A webhook as it is stored.
 *
 * @param webhook the webhook
 * @param change its version, counted over all webhooks of the store; see {@link WebhookVersions}
 */
public record StoredWebhook(Webhook webhook, long change) {
    public StoredWebhook {
        requireNonNull(webhook, "webhook");
    }
}
