package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.callback.CallbackProblem;
import java.util.List;

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
     * A valid callback was received at the callback URL of a run of the step.
     *
     * @param step the step
     * @param run the run of the step, as {@link Chain#run} counts it
     * @param callback the callback
     * @param dropped the rules that its fields break which could not be used; usually none
     */
    record CallbackReceived(int step, int run, Callback callback, List<Violation> dropped) implements ChainEvent {
        public CallbackReceived {
            requireNonNull(callback, "callback");
            dropped = List.copyOf(dropped);
        }

        /** Creates a callback for the first run of the step, of which every field could be used. */
        public CallbackReceived(int step, Callback callback) {
            this(step, 0, callback, List.of());
        }
    }

    /**
     * A callback was refused although its URL is one of the chain's. The chain stays as it is.
     *
     * @param step the step
     * @param problem why
     */
    record CallbackRefused(int step, CallbackProblem problem) implements ChainEvent {
        public CallbackRefused {
            requireNonNull(problem, "problem");
        }
    }

    /** A check of the callback deadline, which may have passed. */
    record DeadlineCheck() implements ChainEvent {}

    /** A request to cancel the chain. */
    record Cancel() implements ChainEvent {}

    /** A request to continue at the step where the chain was interrupted. */
    record Resume() implements ChainEvent {}
}
