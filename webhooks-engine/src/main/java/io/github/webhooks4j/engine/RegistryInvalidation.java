package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.Outcome;

/** Has the registry of webhooks read the store again when a commit disabled a webhook. */
final class RegistryInvalidation implements CommitListener {
    private final WebhookRegistry registry;

    RegistryInvalidation(WebhookRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> {
            if (entry.outcome() instanceof Outcome.Applied applied && applied.disabled() != null) {
                registry.noteChanged();
            }
        });
    }
}
