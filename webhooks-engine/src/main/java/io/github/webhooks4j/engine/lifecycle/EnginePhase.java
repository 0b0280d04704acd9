package io.github.webhooks4j.engine.lifecycle;

/** What an engine does at present. */
public enum EnginePhase {
    /** It publishes, receives callbacks and answers every call, and delivers nothing. */
    OPEN,
    /** It delivers too. */
    DELIVERING,
    /** It begins no more deliveries, and waits for the attempts in flight. */
    STOPPING,
    /** It is closed, or is being closed, and refuses every call that would change something. */
    CLOSED
}
