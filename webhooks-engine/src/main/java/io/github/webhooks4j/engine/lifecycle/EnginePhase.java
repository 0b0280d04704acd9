package io.github.webhooks4j.engine.lifecycle;

/** What an engine does at present. */
public enum EnginePhase {
    /** It publishes, receives callbacks and serves every other call, but delivers nothing. */
    OPEN,
    /** It delivers too. */
    DELIVERING,
    /** It starts no more attempts, and waits for those in flight. */
    STOPPING,
    /** It is closed, or is being closed, and refuses every call that would change something. */
    CLOSED
}
