package io.github.webhooks4j.engine.webhook;

/** What becomes of the deliveries that have waited while a webhook was disabled. */
public enum Backlog {
    /** They are sent, as far as the webhook's rules allow. */
    SEND,
    /**
     * They are not sent: chains that were started before are cancelled when their next attempt is due. Those that await a
     * callback still wait for it, and are cancelled when it would lead to another step.
     */
    DROP
}
