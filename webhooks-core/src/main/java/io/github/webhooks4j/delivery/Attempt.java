package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

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
}
