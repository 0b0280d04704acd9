package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.Attempt;

/**
 * An attempt as a store keeps it.
 *
 * @param key the claim under which it was made
 * @param attempt the attempt
 */
public record AttemptRecord(DueKey key, Attempt attempt) {
    public AttemptRecord {
        requireNonNull(key, "key");
        requireNonNull(attempt, "attempt");
    }
}
