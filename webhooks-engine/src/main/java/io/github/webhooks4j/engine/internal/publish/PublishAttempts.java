package io.github.webhooks4j.engine.internal.publish;

import io.github.webhooks4j.engine.internal.registry.OutdatedWebhooksException;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.spi.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often one publish is tried: with other webhooks, if the store lacks the versions by which its events were matched,
 * and with other numbers, if the store has other events under those that were chosen. Used by one thread at a time.
 */
final class PublishAttempts {
    /** How often numbers are allocated for one publish. */
    static final int MAX_ALLOCATIONS = 16;

    private final WebhookRegistry registry;
    private int choices = WebhookRegistry.MAX_CHOICES;
    private int allocations = MAX_ALLOCATIONS;

    PublishAttempts(WebhookRegistry registry) {
        this.registry = registry;
    }

    /** Returns whether a publish that failed is to be tried again. */
    static boolean isRepeatable(@Nullable Throwable failure) {
        return failure instanceof OutdatedWebhooksException || failure instanceof NumberTakenException;
    }

    /**
     * Prepares the next attempt after a failure that is repeatable; may read the store.
     *
     * @throws StoreException if it was the last attempt, or the store fails
     */
    void prepareNext(Throwable failure) {
        if (failure instanceof OutdatedWebhooksException outdated) {
            choices--;
            registry.readAnew(outdated, choices);
        } else {
            allocateAnew((NumberTakenException) failure);
        }
    }

    /**
     * Prepares the next attempt with other numbers.
     *
     * @throws StoreException if it was the last attempt
     */
    void allocateAnew(NumberTakenException failure) {
        allocations--;
        if (allocations == 0) {
            throw failure.after(MAX_ALLOCATIONS);
        }
    }
}
