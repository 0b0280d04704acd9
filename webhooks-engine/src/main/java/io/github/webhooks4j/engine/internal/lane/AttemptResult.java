package io.github.webhooks4j.engine.internal.lane;

/** The result of an attempt, as far as its lane needs it. */
public enum AttemptResult {
    SUCCEEDED,
    /** A prompt 4xx: the destination works, and refused this one delivery. */
    REFUSED,
    FAILED,
    /** The destination responded 429. */
    THROTTLED,
    /** A reused connection was lost, which proves nothing about the destination. */
    UNCOUNTED,
    /** The sender's own fault, which proves nothing about the destination. */
    SENDER_FAULT,
    /** The sender could not make or record the attempt. */
    BROKEN,
    /** Nothing was put on the wire. */
    SKIPPED
}
