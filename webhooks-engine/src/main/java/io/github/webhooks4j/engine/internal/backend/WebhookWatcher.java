package io.github.webhooks4j.engine.internal.backend;

/** Is notified that webhooks were changed elsewhere. Thread-safe. */
public interface WebhookWatcher {
    /** Notes that a webhook was changed by another node, or disabled by a commit; does not block. */
    void noteChanged();
}
