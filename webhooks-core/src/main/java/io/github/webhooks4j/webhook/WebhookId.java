package io.github.webhooks4j.webhook;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.internal.hmac.Sha256;
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

    /**
     * Returns its number, which is a part of the ids of its chains: the first 63 bits of the SHA-256 of the id. No two webhooks of a
     * store have the same number.
     */
    public long number() {
        return Sha256.first63Bits(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
