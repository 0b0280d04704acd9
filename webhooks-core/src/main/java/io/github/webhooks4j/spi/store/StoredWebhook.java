package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.webhook.Webhook;

/**
 * A webhook as a store keeps it.
 *
 * @param webhook the webhook
 * @param change the number of the change that made it so, counted over all webhooks of the store; see {@link WebhookVersions}
 */
public record StoredWebhook(Webhook webhook, long change) {
    public StoredWebhook {
        requireNonNull(webhook, "webhook");
    }
}
