package io.github.webhooks4j.engine.listener;

/** Why the status of a webhook changed. */
public enum StatusCause {
    /** The application called this engine. */
    APPLICATION,
    /** A destination responded that it is gone, so the webhook was disabled. */
    GONE,
    /** Its deliveries failed for too long, so the webhook was disabled. */
    FAILING,
    /** The change was read from the store: an application changed it on another node, or the store was restored. */
    OTHER_NODE
}
