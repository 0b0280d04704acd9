package io.github.webhooks4j.engine.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;

/** Thrown when an event is to be sent to a webhook that is not for it. Nothing was sent. */
public final class EventNotMatchingException extends WebhookException {
    private static final long serialVersionUID = 1;

    private final String event;
    private final String webhook;

    /**
     * Creates an exception.
     *
     * @param reason why the webhook is not for the event, as a sentence
     */
    public EventNotMatchingException(EventId event, WebhookId webhook, String reason) {
        super(
                Category.CONFLICT,
                "event " + event + " cannot be sent to webhook " + webhook + ": " + requireNonNull(reason, "reason"));
        this.event = event.value();
        this.webhook = webhook.value();
    }

    /** Returns the event. */
    public EventId event() {
        return new EventId(event);
    }

    /** Returns the webhook. */
    public WebhookId webhook() {
        return new WebhookId(webhook);
    }
}
