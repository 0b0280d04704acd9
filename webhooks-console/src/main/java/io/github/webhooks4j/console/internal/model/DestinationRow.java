package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.engine.health.CircuitState;
import io.github.webhooks4j.engine.health.DestinationState;

/**
 * A destination as this node has it.
 *
 * @param state its state
 * @param webhook the name of its webhook
 */
public record DestinationRow(DestinationState state, String webhook) {
    /** Returns the circuit breaker. */
    public CircuitState circuit() {
        return state.circuit();
    }
}
