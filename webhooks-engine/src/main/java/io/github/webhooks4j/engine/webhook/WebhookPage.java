package io.github.webhooks4j.engine.webhook;

import io.github.webhooks4j.webhook.Webhook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some webhooks, the oldest first. Immutable.
 *
 * @param webhooks the webhooks
 * @param next the cursor of the page with the webhooks after these; null if there are none
 */
public record WebhookPage(List<Webhook> webhooks, @Nullable String next) {
    public WebhookPage {
        webhooks = List.copyOf(webhooks);
    }
}
