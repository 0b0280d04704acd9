package io.github.webhooks4j.webhook;

import io.github.webhooks4j.chain.ChainId;
import java.util.Optional;

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

    /** Returns the id of this text; empty if the text cannot be an id, for untrusted text. */
    public static Optional<WebhookId> parse(String text) {
        return ChainId.isWellFormed(text) ? Optional.of(new WebhookId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
