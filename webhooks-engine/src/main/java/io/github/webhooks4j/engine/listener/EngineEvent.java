package io.github.webhooks4j.engine.listener;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A durable change of state. Immutable. */
public sealed interface EngineEvent {
    /** Returns when this engine knew that the change is durable, by the engine's clock. */
    Instant at();

    /** Returns the webhook that it concerns. */
    WebhookId webhook();

    /** Calls the method of a listener for events of this type. */
    void dispatchTo(EngineListener listener);

    /**
     * A chain was started.
     *
     * @param chain the chain
     * @param webhook its webhook
     * @param event the event that started it
     * @param topic the topic of that event; null if the chain runs another one again
     * @param eventType the type of that event; null if the chain runs another one again
     * @param at as in {@link EngineEvent#at}
     */
    record ChainStarted(
            ChainId chain,
            WebhookId webhook,
            EventId event,
            @Nullable Topic topic,
            @Nullable String eventType,
            Instant at)
            implements EngineEvent {
        public ChainStarted {
            requireNonNull(chain, "chain");
            requireNonNull(webhook, "webhook");
            requireNonNull(event, "event");
            requireNonNull(at, "at");
        }

        @Override
        public void dispatchTo(EngineListener listener) {
            listener.onChainStarted(this);
        }
    }

    /**
     * A chain went from one state to another.
     *
     * @param chain the chain
     * @param webhook its webhook
     * @param before the state it was in
     * @param after the state it is in
     * @param at as in {@link EngineEvent#at}
     */
    record ChainStateChanged(ChainId chain, WebhookId webhook, ChainState before, ChainState after, Instant at)
            implements EngineEvent {
        public ChainStateChanged {
            requireNonNull(chain, "chain");
            requireNonNull(webhook, "webhook");
            requireNonNull(before, "before");
            requireNonNull(after, "after");
            requireNonNull(at, "at");
        }

        @Override
        public void dispatchTo(EngineListener listener) {
            listener.onChainStateChanged(this);
        }
    }

    /**
     * An attempt was made, and is recorded.
     *
     * @param delivery the delivery
     * @param webhook its webhook
     * @param eventType the type of the event that is delivered; null if the record had been set aside
     * @param attempt the attempt
     * @param outcome its outcome
     * @param at as in {@link EngineEvent#at}
     */
    record AttemptCompleted(
            DeliveryId delivery,
            WebhookId webhook,
            @Nullable String eventType,
            Attempt attempt,
            AttemptOutcome outcome,
            Instant at)
            implements EngineEvent {
        public AttemptCompleted {
            requireNonNull(delivery, "delivery");
            requireNonNull(webhook, "webhook");
            requireNonNull(attempt, "attempt");
            requireNonNull(outcome, "outcome");
            requireNonNull(at, "at");
        }

        @Override
        public void dispatchTo(EngineListener listener) {
            listener.onAttemptCompleted(this);
        }
    }

    /**
     * A callback settled a step.
     *
     * @param delivery the delivery that the callback belongs to
     * @param webhook its webhook
     * @param callback the callback
     * @param at as in {@link EngineEvent#at}
     */
    record CallbackReceived(DeliveryId delivery, WebhookId webhook, Callback callback, Instant at)
            implements EngineEvent {
        public CallbackReceived {
            requireNonNull(delivery, "delivery");
            requireNonNull(webhook, "webhook");
            requireNonNull(callback, "callback");
            requireNonNull(at, "at");
        }

        @Override
        public void dispatchTo(EngineListener listener) {
            listener.onCallbackReceived(this);
        }
    }

    /**
     * A webhook was created, enabled, disabled or deleted.
     *
     * @param webhook the webhook
     * @param before the status it had before; null if this engine knew no such webhook, as after it was created
     * @param status the status it has now
     * @param cause why, as far as this engine knows
     * @param at as in {@link EngineEvent#at}; for a change of another node when this engine read it
     */
    record WebhookStatusChanged(
            WebhookId webhook, @Nullable WebhookStatus before, WebhookStatus status, StatusCause cause, Instant at)
            implements EngineEvent {
        public WebhookStatusChanged {
            requireNonNull(webhook, "webhook");
            requireNonNull(status, "status");
            requireNonNull(cause, "cause");
            requireNonNull(at, "at");
        }

        @Override
        public void dispatchTo(EngineListener listener) {
            listener.onWebhookStatusChanged(this);
        }
    }
}
