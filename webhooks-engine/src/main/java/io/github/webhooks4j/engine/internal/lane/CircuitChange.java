package io.github.webhooks4j.engine.internal.lane;

/** What the result of an attempt did to the circuit breaker of its lane. */
public enum CircuitChange {
    NONE,
    OPENED,
    CLOSED
}
