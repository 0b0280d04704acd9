package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.callback.Callback;

/** What can happen to a chain. */
public sealed interface ChainInput {
    /**
     * The step's destination accepted the payload.
     *
     * @param step the step
     */
    record Delivered(int step) implements ChainInput {}

    /**
     * The step's delivery failed for good.
     *
     * @param step the step
     * @param cause why
     */
    record GivenUp(int step, InterruptionCause cause) implements ChainInput {
        public GivenUp {
            requireNonNull(cause, "cause");
        }
    }

    /**
     * A valid callback came to the step's callback URL.
     *
     * @param step the step
     * @param callback the callback
     */
    record CalledBack(int step, Callback callback) implements ChainInput {
        public CalledBack {
            requireNonNull(callback, "callback");
        }
    }

    /** A check of the callback deadline, which may have passed. */
    record TimePassed() implements ChainInput {}

    /** A request to cancel the chain. */
    record Cancel() implements ChainInput {}

    /** A request to continue at the step where the chain was interrupted. */
    record Resume() implements ChainInput {}
}
