package io.github.webhooks4j.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.DueKey;

/**
 * Identifies an attempt: recorded again under the same claim and number, it is the same attempt.
 *
 * @param claim the claim under which it was made
 * @param number the attempt's number
 */
public record AttemptKey(DueKey claim, int number) {
    public AttemptKey {
        requireNonNull(claim, "claim");
    }

    /** Returns the key of a stored attempt. */
    public static AttemptKey of(AttemptRecord attempt) {
        return new AttemptKey(attempt.key(), attempt.attempt().number());
    }
}
