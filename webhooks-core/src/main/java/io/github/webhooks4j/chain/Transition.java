package io.github.webhooks4j.chain;

import static java.util.Objects.requireNonNull;

/**
 * The effect of an input on a chain.
 *
 * <p>The new state alone determines what to do next: a chain in {@code Delivering} has a delivery to make, one that
 * left this state has none, and one in {@code AwaitingCallback} has a deadline to check.
 *
 * @param chain the chain afterwards; the very same object if nothing changed
 * @param effect the effect of the input
 */
public record Transition(Chain chain, Effect effect) {
    public Transition {
        requireNonNull(chain, "chain");
        requireNonNull(effect, "effect");
    }

    /** The effect of an input or a mutation. An input of {@link ChainRules} has one of the first six effects. */
    public enum Effect {
        /** The chain moved to another state. */
        MOVED,
        /** The callback was recorded; the chain was complete without it and stays so. */
        RECORDED,
        /** The same callback had settled the step before. Nothing changed. */
        DUPLICATE,
        /** Another callback had settled the step before. Nothing changed. */
        CONFLICT,
        /** The callback came after the chain was cancelled, its delivery was exhausted, or its deadline had passed. */
        TOO_LATE,
        /** It does not apply to the chain's state. Nothing changed. */
        IGNORED,
        /** The attempt failed and is repeated: the chain stays in its state, and its delivery is due again. */
        RETRY_SCHEDULED,
        /** The claim was released: the chain stays in its state, and its delivery may be claimed again. */
        RELEASED,
        /** The next attempt of the delivery is due at once. The chain stays in its state. */
        DUE_NOW,
        /** No node owns the delivery, because its record is set aside. The chain stays in its state. */
        HELD,
        /** The chain stays in its state and continues with later settings of its webhook. */
        SETTINGS_CHANGED
    }
}
