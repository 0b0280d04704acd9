package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.sql.Connection;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * Changes webhooks in a transaction of the application: each change takes effect exactly if the transaction commits,
 * together with everything else that the application writes in it. With autocommit on each is durable on return.
 *
 * <p>Later calls on the same connection see the changes; the engine uses them after the commit. {@link Webhooks#get}
 * and {@link Webhooks#list} of this engine show them within a few hundredths of a second after it, later than 10
 * seconds after the change, and on other engines, within about a second. An event that is published in the same
 * transaction is matched with the webhooks that are committed: it does not reach a webhook that the transaction
 * created.
 *
 * <p>A call waits for the database only, after the permissions of destinations where they are {@linkplain
 * WebhookEngineBuilder#abuseProtection asked for}: call it early in the transaction then, or without the option. From
 * the first change until the transaction ends, all other changes of webhooks on the store wait for it, and so does the
 * record of a failed attempt to a webhook that it changed. Keep the transaction short. Of two transactions that change
 * the same webhooks in different orders the database ends one.
 *
 * <p>Used by one thread at a time, like the connection.
 */
public final class TransactionalWebhooks {
    private final Webhooks webhooks;
    private final Connection connection;

    TransactionalWebhooks(Webhooks webhooks, Connection connection) {
        this.webhooks = webhooks;
        this.connection = requireNonNull(connection, "connection");
    }

    /**
     * Creates a webhook, as {@link Webhooks#create} does.
     *
     * @return the webhook; valid only once the application has committed
     * @throws InvalidWebhookException with every fault of the draft, before the application's connection is used; or
     *     because of {@link WebhookEngineBuilder#ownerLimits}, with nothing of the call written
     * @throws IllegalStateException if the engine's store is not on a database that applications can share
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the database fails, or the connection leads to another
     *     store; nothing of the call was written then, and the application's transaction can go on
     */
    public Webhook create(WebhookDraft draft) {
        webhooks.requireOpen();
        requireNonNull(draft, "draft");
        Webhook webhook = webhooks.drafted(draft);
        webhooks.registry.insert(connection, webhook);
        return webhook;
    }

    /**
     * Replaces the settings of a webhook, as {@link Webhooks#update} does: the same rules apply to its secrets and its
     * unfinished chains.
     *
     * @return the webhook; valid only once the application has committed
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if the transaction sees no such webhook
     * @throws InvalidWebhookException with every fault of the draft, before the application's connection is used; or
     *     because of {@link WebhookEngineBuilder#ownerLimits}, with nothing of the call written
     * @throws IllegalStateException if the engine's store is not on a database that applications can share
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the database fails, the connection leads to another
     *     store, or others change the webhook again and again; nothing of the call was written then
     */
    public Webhook update(WebhookId id, WebhookDraft draft) {
        webhooks.requireOpen();
        requireNonNull(id, "id");
        requireNonNull(draft, "draft");
        return webhooks.registry.update(connection, id, webhooks.change(webhooks.registry.get(id), draft));
    }

    /**
     * Changes the settings of a webhook as the transaction sees it, as {@link Webhooks#update(WebhookId, UnaryOperator)}
     * does without one. Destinations that the change adds are asked for their permission within the transaction.
     *
     * @param change changes a draft of the present settings, and returns it; called again if the webhook was changed in the
     *     meantime, so it must do nothing else
     * @return the webhook; valid only once the application has committed
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if the transaction sees no such webhook
     * @throws InvalidWebhookException with every fault of the draft; nothing of the call was written then
     * @throws IllegalStateException if the engine's store is not on a database that applications can share
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the database fails, the connection leads to another
     *     store, or others change the webhook again and again; nothing of the call was written then
     */
    public Webhook update(WebhookId id, UnaryOperator<WebhookDraft.Builder> change) {
        webhooks.requireOpen();
        requireNonNull(id, "id");
        requireNonNull(change, "change");
        return webhooks.registry.update(connection, id, webhook -> webhooks.change(webhook, change));
    }

    /**
     * Deletes a webhook, as {@link Webhooks#delete} does: from the commit on, its unfinished chains count as cancelled,
     * and each is written as cancelled in the following seconds.
     *
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if the transaction sees no such webhook
     * @throws IllegalStateException if the engine's store is not on a database that applications can share
     * @throws io.github.webhooks4j.engine.lifecycle.EngineClosedException if the engine is closed
     * @throws io.github.webhooks4j.spi.store.StoreException if the database fails, the connection leads to another
     *     store, or others change the webhook again and again; nothing of the call was written then
     */
    public void delete(WebhookId id) {
        webhooks.requireOpen();
        requireNonNull(id, "id");
        Instant now = webhooks.now();
        webhooks.registry.update(connection, id, webhook -> webhook.withStatus(WebhookStatus.DELETED, now));
    }
}
