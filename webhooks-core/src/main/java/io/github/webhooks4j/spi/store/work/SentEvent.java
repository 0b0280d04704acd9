package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.webhook.WebhookId;

/**
 * An event that is to be sent to a webhook.
 *
 * @param event the event
 * @param webhook the webhook
 */
public record SentEvent(EventId event, WebhookId webhook) {
    public SentEvent {
        requireNonNull(event, "event");
        requireNonNull(webhook, "webhook");
    }

    static SentEvent of(Mutation.Send send) {
        return new SentEvent(send.event(), send.chain().webhook());
    }
}
