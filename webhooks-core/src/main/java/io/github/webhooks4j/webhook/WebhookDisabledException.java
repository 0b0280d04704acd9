package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;

/** Thrown when a chain is to start for a webhook that is not enabled. Nothing was started. */
public final class WebhookDisabledException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String webhook;
    private final WebhookStatus status;

    /** Creates an exception. */
    public WebhookDisabledException(WebhookId webhook, WebhookStatus status) {
        super(
                Category.CONFLICT,
                "webhook " + webhook + " must be enabled to start a chain, was "
                        + requireNonNull(status, "status").code());
        this.webhook = webhook.value();
        this.status = status;
    }

    /** Returns the webhook. */
    public WebhookId webhook() {
        return new WebhookId(webhook);
    }

    /** Returns its status. */
    public WebhookStatus status() {
        return status;
    }
}
