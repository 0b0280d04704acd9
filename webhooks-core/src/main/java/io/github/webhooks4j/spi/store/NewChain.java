package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.webhook.WebhookId;
import org.jspecify.annotations.Nullable;

/**
 * A chain to start.
 *
 * @param id its id
 * @param webhook its webhook
 * @param revision the revision of the webhook's settings with which it runs
 * @param plan its plan
 * @param claimant the node that claims its first delivery from the start, in a claim batch; null if any node may claim it
 */
public record NewChain(
        ChainId id,
        WebhookId webhook,
        int revision,
        ChainPlan plan,
        @Nullable LeaseRequest claimant) {
    public NewChain {
        requireNonNull(id, "id");
        requireNonNull(webhook, "webhook");
        requireNonNull(plan, "plan");
    }

    /** Returns the same chain without a pre-claimed delivery. */
    public NewChain unclaimed() {
        return new NewChain(id, webhook, revision, plan, null);
    }

    /** Returns the lane of its first delivery. */
    public LaneKey lane() {
        return new LaneKey(webhook, plan.destinations().get(0));
    }
}
