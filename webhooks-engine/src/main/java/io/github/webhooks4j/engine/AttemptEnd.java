package io.github.webhooks4j.engine;

/** How an attempt ended, as far as its lane cares. */
enum AttemptEnd {
    SUCCEEDED,
    FAILED,
    /** The destination answered 429. */
    THROTTLED,
    /** Nothing was put on the wire. */
    NOT_MADE
}
