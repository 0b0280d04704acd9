package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.spi.store.MutationResult;

/** Makes the registry refresh its cache after a commit that disabled a webhook. */
public final class RegistryInvalidation implements CommitListener {
    private final WebhookRegistry registry;

    public RegistryInvalidation(WebhookRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(entry -> {
            if (entry.outcome() instanceof MutationResult.Applied applied && applied.disabled() != null) {
                registry.noteChanged();
            }
        });
    }
}
