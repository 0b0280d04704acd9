package io.github.webhooks4j.spi.store;

import java.util.List;

/**
 * What a node has to follow so that it knows all webhooks as the store has them.
 *
 * @param complete whether {@code webhooks} is all that the store has: what the node has beside them is gone, or never was
 * @param webhooks in the order of their changes; also deleted ones that are still kept
 * @param latest the number of the latest change of the store; 0 if there was none. With all this the node knows all up to it
 */
public record WebhookChanges(boolean complete, List<StoredWebhook> webhooks, long latest) {
    public WebhookChanges {
        webhooks = List.copyOf(webhooks);
    }
}
