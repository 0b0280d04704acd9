package io.github.webhooks4j.engine.metrics;

/** Why a call that published events failed. */
public enum PublishFailure {
    /** Another event has the id of one of them. */
    CONFLICT,
    /** The call broke a rule, or the engine is closed. */
    REFUSED,
    /** The store failed; nothing was accepted. */
    FAILED,
    /** The store did not respond; the events may or may not be accepted. */
    OUTCOME_UNKNOWN
}
