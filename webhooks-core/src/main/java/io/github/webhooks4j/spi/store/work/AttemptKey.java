package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.StoredAttempt;

/**
 * Identifies an attempt: recorded again under the same claim and number, it is the same attempt.
 *
 * @param claim the claim under which it was made
 * @param number the attempt's number
 */
public record AttemptKey(ClaimToken claim, int number) {
    public AttemptKey {
        requireNonNull(claim, "claim");
    }

    /** Returns the key of a stored attempt. */
    public static AttemptKey of(StoredAttempt attempt) {
        return new AttemptKey(attempt.key(), attempt.attempt().number());
    }
}
