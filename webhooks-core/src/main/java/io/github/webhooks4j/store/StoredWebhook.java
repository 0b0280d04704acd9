package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.webhook.Webhook;

/**
 * A webhook as a store keeps it.
 *
 * @param webhook the webhook
 * @param change the number of the change that made it so, counted over all webhooks of the store; see {@link ChangeNumbers}
 */
public record StoredWebhook(Webhook webhook, long change) {
    public StoredWebhook {
        requireNonNull(webhook, "webhook");
    }
}
