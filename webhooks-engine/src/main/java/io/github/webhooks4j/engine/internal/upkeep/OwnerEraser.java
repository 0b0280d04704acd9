package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.spi.store.Erased;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.StoredWebhook;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases all webhooks of one owner with their history, a small batch at a time, so that other mutations are written in
 * between. The settings, by which an owner's webhooks are found, go last: after a crash the next call continues.
 * Without state.
 */
public final class OwnerEraser {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerEraser.class);

    /** The most chains that one transaction erases. */
    private static final int BATCH = 500;

    private final Store store;
    private final WebhookRegistry registry;

    public OwnerEraser(Store store, WebhookRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /**
     * What was erased.
     *
     * @param webhooks how many webhooks
     * @param chains how many chains
     * @param events how many events
     */
    public record Total(long webhooks, long chains, long events) {
        Total plus(long moreWebhooks, Erased more) {
            return new Total(webhooks + moreWebhooks, chains + more.chains(), events + more.events());
        }
    }

    /**
     * Erases what an owner has; returns when all of it is erased.
     *
     * @throws io.github.webhooks4j.spi.store.StoreException if the store fails; what was erased until then stays so
     */
    public Total erase(String owner) {
        var total = new Total(0, 0, 0);
        List<Webhook> webhooks = webhooksOf(owner);
        // Again, for those that were created, or got this owner, in the meantime.
        while (!webhooks.isEmpty()) {
            // All of them first: what is erased must not be started again.
            List<Webhook> deleted =
                    webhooks.stream().filter(webhook -> delete(owner, webhook)).toList();
            for (Webhook webhook : deleted) {
                total = erase(webhook.id(), total);
            }
            webhooks = deleted.isEmpty() ? List.of() : webhooksOf(owner);
        }
        return total;
    }

    /** Returns the webhooks of an owner that are not erased yet, deleted ones included. */
    private List<Webhook> webhooksOf(String owner) {
        return store.webhooks(0).stream()
                .map(StoredWebhook::webhook)
                .filter(webhook -> owner.equals(webhook.settings().owner()))
                .toList();
    }

    /** Deletes a webhook unless it has another owner by now; returns whether it is deleted. */
    private boolean delete(String owner, Webhook webhook) {
        if (webhook.status() == WebhookStatus.DELETED) {
            return true;
        }
        try {
            return registry.deleteOf(owner, webhook.id());
        } catch (UnknownWebhookException e) {
            LOG.debug("webhook {} was deleted concurrently", webhook.id(), e);
            return true;
        }
    }

    private Total erase(WebhookId webhook, Total before) {
        Total total = before;
        Erased erased;
        do {
            erased = store.erase(webhook, BATCH);
            total = total.plus(0, erased);
        } while (!erased.complete());
        return total.plus(1, new Erased(0, 0, true));
    }
}
