package io.github.webhooks4j.webhook;

import io.github.webhooks4j.WebhookException;

/** Thrown when no webhook has an id, perhaps because it was deleted. */
public final class UnknownWebhookException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String webhook;

    /** Creates an exception. */
    public UnknownWebhookException(WebhookId webhook) {
        super(Category.NOT_FOUND, "there is no webhook " + webhook);
        this.webhook = webhook.value();
    }

    /** Returns the id. */
    public WebhookId webhook() {
        return new WebhookId(webhook);
    }
}
