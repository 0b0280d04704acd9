package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.webhook.Webhook;

/** Is notified of the status and the settings of webhooks. */
public interface RegistryListener {
    /**
     * Called when a webhook has a new status, in the order of the changes, with a lock held; must not block.
     *
     * @param webhook its present state, also if it was deleted
     */
    void onStatusChanged(Webhook webhook);

    /** Called when a webhook has new settings, with a lock held; must not block. */
    default void onSettingsChanged(Webhook webhook) {}
}
