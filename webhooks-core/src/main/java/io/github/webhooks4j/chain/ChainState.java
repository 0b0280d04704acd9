package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;

/**
 * The state of a chain. {@link Delivering} and {@link AwaitingCallback} are unfinished; the others are final until an operator
 * resumes an interrupted one.
 */
public sealed interface ChainState extends Serializable {
    /** Returns the step that the state is about, from 0. */
    int step();

    /** Returns the code for stores and JSON, for example {@code awaiting_callback}. */
    String code();

    /** Returns whether the chain is unfinished. */
    default boolean isUnfinished() {
        return this instanceof Delivering || this instanceof AwaitingCallback;
    }

    /**
     * The payload is being delivered to the step's destination.
     *
     * @param step the step
     */
    record Delivering(int step) implements ChainState {
        @Override
        public String code() {
            return "delivering";
        }
    }

    /**
     * The step's destination has the payload; its callback has not been received yet.
     *
     * @param step the step
     * @param deadline the time from which on a callback is too late
     */
    record AwaitingCallback(int step, Instant deadline) implements ChainState {
        public AwaitingCallback {
            requireNonNull(deadline, "deadline");
        }

        @Override
        public String code() {
            return "awaiting_callback";
        }
    }

    /**
     * Every step is done.
     *
     * @param step the last step
     */
    record Complete(int step) implements ChainState {
        @Override
        public String code() {
            return "complete";
        }
    }

    /**
     * The chain was interrupted at the step.
     *
     * @param step the step
     * @param cause why
     */
    record Interrupted(int step, InterruptionCause cause) implements ChainState {
        public Interrupted {
            requireNonNull(cause, "cause");
        }

        @Override
        public String code() {
            return "interrupted";
        }
    }

    /**
     * An operator cancelled the chain, or deleted its webhook.
     *
     * @param step the step at which the chain was
     */
    record Cancelled(int step) implements ChainState {
        @Override
        public String code() {
            return "cancelled";
        }
    }
}
