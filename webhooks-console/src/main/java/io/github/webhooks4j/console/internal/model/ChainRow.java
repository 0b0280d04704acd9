package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.history.ChainSummary;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chain in a list.
 *
 * @param chain the chain
 * @param webhook the name of its webhook; null if that was deleted
 */
public record ChainRow(ChainSummary chain, @Nullable String webhook) {
    /** Returns the code of its state. */
    public String state() {
        return chain.state().code();
    }

    /** Returns the step that it is at, counted from 1. */
    public int step() {
        return chain.state().step() + 1;
    }

    /** Returns why it was interrupted; empty if it was not. */
    public Optional<InterruptionCause> cause() {
        return chain.state() instanceof ChainState.Interrupted interrupted
                ? Optional.of(interrupted.cause())
                : Optional.empty();
    }

    /** Returns until when a callback is awaited; null if none is. */
    public @Nullable Instant callbackDeadline() {
        return chain.state() instanceof ChainState.AwaitingCallback awaiting ? awaiting.deadline() : null;
    }
}
