package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.engine.listener.StatusCause;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookStatus;
import org.jspecify.annotations.Nullable;

/**
 * A new status of a webhook. Immutable.
 *
 * @param webhook its present state, also if it was deleted
 * @param before the status that this node knew before; null if it knew no such webhook
 * @param cause why it changed
 */
public record StatusChange(Webhook webhook, @Nullable WebhookStatus before, StatusCause cause) {
    /**
     * Returns a change.
     *
     * @param here whether the application changed the webhook on this node
     */
    static StatusChange of(Webhook webhook, @Nullable WebhookStatus before, boolean here) {
        StatusCause cause = switch (webhook.status()) {
            case DISABLED_GONE -> StatusCause.GONE;
            case DISABLED_FAILING -> StatusCause.FAILING;
            case ENABLED, DISABLED, DELETED -> here ? StatusCause.APPLICATION : StatusCause.OTHER_NODE;
        };
        return new StatusChange(webhook, before, cause);
    }
}
