package io.github.webhooks4j.engine;

import io.github.webhooks4j.webhook.WebhookId;
import java.util.NoSuchElementException;

/** Thrown when there is no webhook of that id, perhaps no longer. */
public final class UnknownWebhookException extends NoSuchElementException {
    private static final long serialVersionUID = 1;

    UnknownWebhookException(WebhookId webhook) {
        super("there is no webhook " + webhook);
    }
}
