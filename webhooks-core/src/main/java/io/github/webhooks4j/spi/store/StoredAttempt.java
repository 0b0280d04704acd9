package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Attempt;

/**
 * An attempt as a store keeps it.
 *
 * @param key the claim under which it was made
 * @param attempt the attempt
 */
public record StoredAttempt(ClaimToken key, Attempt attempt) {
    public StoredAttempt {
        requireNonNull(key, "key");
        requireNonNull(attempt, "attempt");
    }
}
