package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;

/** What can happen to a chain. */
public sealed interface ChainEvent {
    /**
     * The step's destination accepted the payload.
     *
     * @param step the step
     */
    record Delivered(int step) implements ChainEvent {}

    /**
     * The step's delivery failed permanently.
     *
     * @param step the step
     * @param cause why
     */
    record DeliveryFailed(int step, InterruptionCause cause) implements ChainEvent {
        public DeliveryFailed {
            requireNonNull(cause, "cause");
        }
    }

    /**
     * A valid callback was received at the step's callback URL.
     *
     * @param step the step
     * @param callback the callback
     */
    record CallbackReceived(int step, Callback callback) implements ChainEvent {
        public CallbackReceived {
            requireNonNull(callback, "callback");
        }
    }

    /** A check of the callback deadline, which may have passed. */
    record DeadlineCheck() implements ChainEvent {}

    /** A request to cancel the chain. */
    record Cancel() implements ChainEvent {}

    /** A request to continue at the step where the chain was interrupted. */
    record Resume() implements ChainEvent {}
}
