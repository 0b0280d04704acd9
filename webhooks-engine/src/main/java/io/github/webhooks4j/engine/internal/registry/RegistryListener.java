package io.github.webhooks4j.engine.internal.registry;

/** Is notified of the status of webhooks. */
public interface RegistryListener {
    /**
     * Called when a webhook has a new status, in the order of the changes, with a lock held; must not block.
     */
    void onStatusChanged(StatusChange change);
}
