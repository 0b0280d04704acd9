package io.github.webhooks4j.engine;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.Verdict;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;

/** Something that has happened and is durable. */
public sealed interface StateChange {
    /**
     * A chain began.
     *
     * @param chain the chain
     * @param webhook its webhook
     * @param event the event that started it
     */
    record ChainStarted(ChainId chain, WebhookId webhook, EventId event) implements StateChange {}

    /**
     * A chain went from one state to another.
     *
     * @param chain the chain
     * @param webhook its webhook
     * @param before the state it was in
     * @param after the state it is in
     */
    record ChainMoved(ChainId chain, WebhookId webhook, ChainState before, ChainState after) implements StateChange {}

    /**
     * An attempt was made.
     *
     * @param delivery the delivery
     * @param webhook its webhook
     * @param attempt the attempt
     * @param verdict what follows from it
     */
    record AttemptMade(DeliveryId delivery, WebhookId webhook, Attempt attempt, Verdict verdict)
            implements StateChange {}

    /**
     * A callback settled a step.
     *
     * @param delivery the delivery that it answers
     * @param webhook its webhook
     * @param callback the callback
     */
    record CalledBack(DeliveryId delivery, WebhookId webhook, Callback callback) implements StateChange {}

    /**
     * A webhook was created, enabled, disabled or deleted, by hand or by the engine.
     *
     * @param webhook the webhook
     * @param status the status it has now
     */
    record WebhookStatusChanged(WebhookId webhook, WebhookStatus status) implements StateChange {}
}
