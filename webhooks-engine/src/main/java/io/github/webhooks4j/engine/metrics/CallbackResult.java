package io.github.webhooks4j.engine.metrics;

/** What became of a request to the callback endpoint. */
public enum CallbackResult {
    /** It settled a step, or was recorded for one: status 200. */
    ACCEPTED,
    /** The same callback was accepted before: status 200. */
    DUPLICATE,
    /** Another callback was accepted before: status 409. */
    CONFLICT,
    /** The chain no longer waits for it: status 410. */
    LATE,
    /** Its URL belongs to no delivery: status 404. */
    UNKNOWN,
    /** It breaks a rule: status 400, 405, 413 or 415. */
    INVALID,
    /** There were too many callbacks of its chain: status 429. */
    LIMITED,
    /** It could not be stored, and the receiver is to send it again: status 503 or 500. */
    FAILED
}
