package io.github.webhooks4j.webhook;

import io.github.webhooks4j.chain.ChainId;

/**
 * Names a webhook.
 *
 * @param value 1 to 64 characters of {@code [a-z0-9_]}
 */
public record WebhookId(String value) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public WebhookId {
        if (!ChainId.isWellFormed(value)) {
            throw new IllegalArgumentException("a webhook id must be 1 to 64 characters of [a-z0-9_]");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
