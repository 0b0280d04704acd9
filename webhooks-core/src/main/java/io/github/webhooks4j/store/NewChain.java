package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.webhook.WebhookId;

/**
 * A chain to start.
 *
 * @param id its id
 * @param webhook its webhook
 * @param revision the revision of the webhook's settings that it runs by
 * @param plan what it has before it
 * @param claimed whether whoever starts it works on its first delivery from the start
 */
public record NewChain(ChainId id, WebhookId webhook, int revision, ChainPlan plan, boolean claimed) {
    public NewChain {
        requireNonNull(id, "id");
        requireNonNull(webhook, "webhook");
        requireNonNull(plan, "plan");
    }
}
