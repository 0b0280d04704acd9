package io.github.webhooks4j.engine.listener;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/**
 * Receives the events of an engine after they became durable, in the order in which the engine learned of them. A listener overrides
 * the methods of the events that it needs, or {@link #onEvent}, which receives all.
 *
 * <p>Each listener of an engine has a thread and a queue of its own: a slow one delays neither the engine nor other listeners. All
 * methods are called on that thread, one call at a time, and may block. What they throw is logged, and the next event follows. A
 * listener that is more than 10,000 events behind misses some: they are logged and counted ({@link
 * io.github.webhooks4j.engine.metrics.EngineMetrics#onListenerEventsMissed}), and the history has them. What must count every event is
 * an {@link io.github.webhooks4j.engine.metrics.EngineMetrics}.
 */
public interface EngineListener {
    /** Returns a listener that passes every event to a function. */
    static EngineListener of(Consumer<? super EngineEvent> consumer) {
        requireNonNull(consumer, "consumer");
        return new EngineListener() {
            @Override
            public void onEvent(EngineEvent event) {
                consumer.accept(event);
            }
        };
    }

    /** Receives every event. By default calls the method for its type; a listener that overrides this calls none of them itself. */
    default void onEvent(EngineEvent event) {
        event.dispatchTo(this);
    }

    /** Receives that a chain was started; does nothing by default. */
    default void onChainStarted(EngineEvent.ChainStarted event) {}

    /** Receives that a chain changed its state; does nothing by default. */
    default void onChainStateChanged(EngineEvent.ChainStateChanged event) {}

    /** Receives that an attempt was completed; does nothing by default. */
    default void onAttemptCompleted(EngineEvent.AttemptCompleted event) {}

    /** Receives that a callback settled a step; does nothing by default. */
    default void onCallbackReceived(EngineEvent.CallbackReceived event) {}

    /** Receives that a webhook was created, enabled, disabled or deleted; does nothing by default. */
    default void onWebhookStatusChanged(EngineEvent.WebhookStatusChanged event) {}
}
