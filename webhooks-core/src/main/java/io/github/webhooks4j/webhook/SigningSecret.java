package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.signature.WebhookSecret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret of a webhook and how long it signs.
 *
 * @param secret the secret
 * @param expiresAt the time from which on it no longer signs; null for a current secret
 */
public record SigningSecret(WebhookSecret secret, @Nullable Instant expiresAt) {
    /**
     * Checks the secret.
     *
     * @throws IllegalArgumentException if it is for verifying only
     */
    public SigningSecret {
        requireNonNull(secret, "secret");
        if (!secret.canSign()) {
            throw new IllegalArgumentException(
                    "the secret of a webhook must be one that may sign, was one for verifying"
                            + " only; generate one with WebhookSecret.generate()");
        }
    }

    /** Returns whether the secret signs at {@code now}. */
    public boolean isActive(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }
}
