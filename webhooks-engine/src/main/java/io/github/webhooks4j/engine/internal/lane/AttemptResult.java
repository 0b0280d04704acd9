package io.github.webhooks4j.engine.internal.lane;

/** How an attempt ended, as far as its lane cares. */
public enum AttemptResult {
    SUCCEEDED,
    /** A prompt 4xx: the destination lives, and refused this one delivery. */
    REFUSED,
    FAILED,
    /** The destination answered 429. */
    THROTTLED,
    /** A reused connection was lost, which says nothing about the destination. */
    UNCOUNTED,
    /** The sender's own fault, which says nothing about the destination. */
    SENDER_FAULT,
    /** The sender could not make or record it. */
    BROKEN,
    /** Nothing was put on the wire. */
    SKIPPED
}
