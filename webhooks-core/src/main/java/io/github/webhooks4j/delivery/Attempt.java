package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Exactly one HTTP request on the wire, with its result. Immutable.
 *
 * @param number from 1, counted over the whole delivery
 * @param at when it started
 * @param result its result
 */
public record Attempt(int number, Instant at, DeliveryResult result) {
    public Attempt {
        requireNonNull(at, "at");
        requireNonNull(result, "result");
        if (number < 1) {
            throw new IllegalArgumentException("attempts count from 1, was " + number);
        }
    }

    /** Returns when it ended. */
    public Instant endedAt() {
        return at.plus(result.timing().total());
    }

    /**
     * Returns how long its response requested to wait from its end on, by {@code Retry-After}, at most {@link
     * RetryAfter#LONGEST}; empty if it did not, or there was no response.
     */
    public Optional<Duration> requestedWait() {
        return result instanceof DeliveryResult.Response response
                ? RetryAfter.parse(response.retryAfter(), endedAt())
                : Optional.empty();
    }
}
