package io.github.webhooks4j.spi.store;

import java.util.List;

/**
 * The changes that a node must apply to its cache of webhooks so that it equals the store.
 *
 * @param complete whether {@code webhooks} are all webhooks of the store: the node removes all others from its cache
 * @param webhooks in the order of their changes; also deleted ones that are still stored
 * @param latest the latest version of the store; 0 if there is none. After these changes the node knows everything up
 *     to it
 */
public record WebhookChanges(boolean complete, List<StoredWebhook> webhooks, long latest) {
    public WebhookChanges {
        webhooks = List.copyOf(webhooks);
    }
}
