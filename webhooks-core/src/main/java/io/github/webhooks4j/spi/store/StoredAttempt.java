package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Attempt;

/**
 * An attempt as it is stored.
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
