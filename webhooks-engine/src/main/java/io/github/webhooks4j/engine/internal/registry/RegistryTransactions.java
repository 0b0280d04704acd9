package io.github.webhooks4j.engine.internal.registry;

import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.spi.store.TransactionalStore;
import io.github.webhooks4j.spi.store.WebhookVersions;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.Connection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Changes webhooks in transactions of the application. It reads them through the application's connection and changes
 * no cache: what the transaction has written may be rolled back. Thread-safe.
 */
final class RegistryTransactions {
    /** How often a change is tried that other changes of the webhook come before. */
    private static final int MAX_TRIES = 5;

    private final Store store;

    RegistryTransactions(Store store) {
        this.store = store;
    }

    /**
     * Adds a webhook; returns the version of the change.
     *
     * @throws IllegalStateException if the store has a webhook of this id, or is not on a database of an application
     */
    long insert(Connection connection, Webhook webhook) {
        return transactional()
                .save(connection, webhook, WebhookVersions.NONE)
                .orElseThrow(() -> new IllegalStateException("webhook " + webhook.id() + " exists already"));
    }

    /**
     * Updates a webhook, and returns it with its version.
     *
     * @param change returns its argument if there is nothing to change; may be called several times
     * @throws UnknownWebhookException if the transaction sees no such webhook
     * @throws StoreException if the store fails, or others change the webhook again and again
     */
    StoredWebhook update(Connection connection, WebhookId id, UnaryOperator<Webhook> change) {
        TransactionalStore transactional = transactional();
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            StoredWebhook before = present(transactional.webhook(connection, id), id);
            Webhook after = change.apply(before.webhook());
            if (after.equals(before.webhook())) {
                return before;
            }
            OptionalLong version = transactional.save(connection, after, before.change());
            if (version.isPresent()) {
                return new StoredWebhook(after, version.getAsLong());
            }
        }
        throw new StoreException(
                StoreException.Reason.FAILED,
                "webhook " + id + " was changed by others " + MAX_TRIES + " times while this transaction changed it; "
                        + "nothing of the call was stored; roll the transaction back and run it again");
    }

    private static StoredWebhook present(Optional<StoredWebhook> found, WebhookId id) {
        return found.filter(stored -> stored.webhook().status() != WebhookStatus.DELETED)
                .orElseThrow(() -> new UnknownWebhookException(id));
    }

    private TransactionalStore transactional() {
        if (store instanceof TransactionalStore transactional) {
            return transactional;
        }
        throw new IllegalStateException(
                "changing webhooks in a transaction of the application needs a store in the application's database, was "
                        + store.getClass().getSimpleName() + "; change them without a connection");
    }
}
