package io.github.webhooks4j.engine.listener;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;

/** A durable change of state. */
public sealed interface EngineEvent {
    /**
     * A chain was started.
     *
     * @param chain the chain
     * @param webhook its webhook
     * @param event the event that started it
     */
    record ChainStarted(ChainId chain, WebhookId webhook, EventId event) implements EngineEvent {}

    /**
     * A chain went from one state to another.
     *
     * @param chain the chain
     * @param webhook its webhook
     * @param before the state it was in
     * @param after the state it is in
     */
    record ChainStateChanged(ChainId chain, WebhookId webhook, ChainState before, ChainState after)
            implements EngineEvent {}

    /**
     * An attempt was made.
     *
     * @param delivery the delivery
     * @param webhook its webhook
     * @param attempt the attempt
     * @param verdict its outcome
     */
    record AttemptCompleted(DeliveryId delivery, WebhookId webhook, Attempt attempt, AttemptOutcome verdict)
            implements EngineEvent {}

    /**
     * A callback settled a step.
     *
     * @param delivery the delivery that the callback belongs to
     * @param webhook its webhook
     * @param callback the callback
     */
    record CallbackReceived(DeliveryId delivery, WebhookId webhook, Callback callback) implements EngineEvent {}

    /**
     * A webhook was created, enabled, disabled or deleted, by hand or by the engine.
     *
     * @param webhook the webhook
     * @param status the status it has now
     */
    record WebhookStatusChanged(WebhookId webhook, WebhookStatus status) implements EngineEvent {}
}
