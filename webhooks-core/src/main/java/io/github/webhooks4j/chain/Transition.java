package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

/**
 * What an input does to a chain.
 *
 * <p>What to do next follows from the new state alone: a chain that came to {@code Delivering} has a delivery to make, one that
 * left it has none, one in {@code AwaitingCallback} has a deadline to watch.
 *
 * @param chain the chain afterwards; the very same object if nothing changed
 * @param effect how the input was taken
 */
public record Transition(Chain chain, Effect effect) {
    public Transition {
        requireNonNull(chain, "chain");
        requireNonNull(effect, "effect");
    }

    /** How an input or a mutation was taken. An input of {@link ChainRules} is taken in one of the first six ways. */
    public enum Effect {
        /** The chain moved to another state. */
        MOVED,
        /** The callback was noted; the chain was complete without it and stays so. */
        NOTED,
        /** The same callback had settled the step before. Nothing changed. */
        REPEATED,
        /** Another callback had settled the step before. Nothing changed. */
        CONFLICTING,
        /** The callback came after the chain was cancelled or interrupted, or its deadline had passed. */
        TOO_LATE,
        /** It has no bearing on the chain as it counts. Nothing changed. */
        NOT_APPLICABLE,
        /** The attempt failed and is repeated: the chain stays in its state, and its delivery is due again. */
        RETRY_SCHEDULED,
        /** The claim was released: the chain stays in its state, and its delivery may be claimed again. */
        RELEASED,
        /** The delivery is held by no node, since what became of it is set aside. The chain stays in its state. */
        HELD,
        /** The chain stays in its state and goes on by later settings of its webhook. */
        SETTINGS_CHANGED
    }
}
