package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of a chain. {@link Delivering} and {@link AwaitingCallback} are unfinished; the others are final until an operator
 * resumes an interrupted one.
 */
public sealed interface ChainState extends Serializable {
    /** Returns the step that the state is about, from 0. */
    int step();

    /** Returns which of the states it is. */
    Kind kind();

    /** Returns the code for stores and JSON, for example {@code awaiting_callback}. */
    default String code() {
        return kind().code();
    }

    /** Returns whether the chain is unfinished. */
    default boolean isUnfinished() {
        return this instanceof Delivering || this instanceof AwaitingCallback;
    }

    /** The states without what belongs to each. */
    enum Kind {
        /** {@link Delivering}. */
        DELIVERING,
        /** {@link AwaitingCallback}. */
        AWAITING_CALLBACK,
        /** {@link Complete}. */
        COMPLETE,
        /** {@link Interrupted}. */
        INTERRUPTED,
        /** {@link Cancelled}. */
        CANCELLED;

        /** Returns the code for stores and JSON, for example {@code awaiting_callback}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the state of {@code word}, or empty. */
        public static Optional<Kind> fromCode(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code().equals(word))
                    .findFirst();
        }
    }

    /**
     * The payload is being delivered to the step's destination.
     *
     * @param step the step
     */
    record Delivering(int step) implements ChainState {
        @Override
        public Kind kind() {
            return Kind.DELIVERING;
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
        public Kind kind() {
            return Kind.AWAITING_CALLBACK;
        }
    }

    /**
     * Every step is done.
     *
     * @param step the last step
     */
    record Complete(int step) implements ChainState {
        @Override
        public Kind kind() {
            return Kind.COMPLETE;
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
        public Kind kind() {
            return Kind.INTERRUPTED;
        }
    }

    /**
     * An operator cancelled the chain, or deleted its webhook.
     *
     * @param step the step at which the chain was
     */
    record Cancelled(int step) implements ChainState {
        @Override
        public Kind kind() {
            return Kind.CANCELLED;
        }
    }
}
