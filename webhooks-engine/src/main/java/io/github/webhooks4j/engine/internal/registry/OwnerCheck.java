package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.webhook.OwnerLimits;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookSettings;
import org.jspecify.annotations.Nullable;

/** Checks what one owner may have against the webhooks that this node knows. Thread-safe; takes no lock. */
final class OwnerCheck {
    private final @Nullable OwnerLimits limits;
    private final WebhookCache cache;

    /**
     * Creates a check.
     *
     * @param limits what one owner may have; null for no limit
     */
    OwnerCheck(@Nullable OwnerLimits limits, WebhookCache cache) {
        this.limits = limits;
        this.cache = cache;
    }

    /**
     * Returns whether the owner of a webhook would have more with its next settings, so that the limits must be
     * checked: what an owner had before the limits were lowered stays.
     */
    boolean isNeeded(@Nullable WebhookSettings before, Webhook after) {
        String owner = after.settings().owner();
        return limits != null
                && owner != null
                && (joins(owner, before)
                        || (before != null
                                && after.settings().destinations().size()
                                        > before.destinations().size()));
    }

    /**
     * Checks the limits if that is needed.
     *
     * @throws io.github.webhooks4j.webhook.InvalidWebhookException if the owner may have no more
     */
    void check(@Nullable WebhookSettings before, Webhook after) {
        String owner = after.settings().owner();
        if (limits != null && owner != null && isNeeded(before, after)) {
            limits.check(
                    after.settings(),
                    joins(owner, before),
                    cache.ofOwner(owner).stream()
                            .filter(other -> !other.id().equals(after.id()))
                            .toList());
        }
    }

    private static boolean joins(String owner, @Nullable WebhookSettings before) {
        return before == null || !owner.equals(before.owner());
    }
}
