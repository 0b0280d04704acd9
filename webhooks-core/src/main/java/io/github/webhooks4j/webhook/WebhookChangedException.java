package io.github.webhooks4j.webhook;

import io.github.webhooks4j.WebhookException;

/** Thrown when a webhook is to be changed from a revision that it no longer has. It is unchanged. */
public final class WebhookChangedException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String webhook;
    private final int expected;
    private final int actual;

    /**
     * Creates an exception.
     *
     * @param expected the revision that the change was made for
     * @param actual the present revision
     */
    public WebhookChangedException(WebhookId webhook, int expected, int actual) {
        super(
                Category.CONFLICT,
                "webhook " + webhook + " must have revision " + expected + " to be changed from it, was revision "
                        + actual + "; look at the present settings first");
        this.webhook = webhook.value();
        this.expected = expected;
        this.actual = actual;
    }

    /** Returns the webhook. */
    public WebhookId webhook() {
        return new WebhookId(webhook);
    }

    /** Returns the revision that the change was made for. */
    public int expected() {
        return expected;
    }

    /** Returns the present revision. */
    public int actual() {
        return actual;
    }
}
