package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.webhook.Webhook;

/** Follows the status of webhooks. */
public interface RegistryListener {
    /**
     * A webhook has a new status, in the order of the changes. Called with a lock held; must not block.
     *
     * @param webhook as it is now, also if it was deleted
     */
    void onStatusChanged(Webhook webhook);
}
