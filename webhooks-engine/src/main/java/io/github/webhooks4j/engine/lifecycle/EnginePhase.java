package io.github.webhooks4j.engine.lifecycle;

/** The phase of an engine. */
public enum EnginePhase {
    /** It publishes, receives callbacks and serves every other call, but delivers nothing. */
    OPEN,
    /** It delivers too. */
    DELIVERING,
    /** It starts no more attempts, and waits for those in flight. */
    STOPPING,
    /** It is closed or closing, and refuses every call that would change something. */
    CLOSED
}
