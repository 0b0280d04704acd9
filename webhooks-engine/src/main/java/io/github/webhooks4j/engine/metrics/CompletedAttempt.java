package io.github.webhooks4j.engine.metrics;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import java.time.Duration;
import java.time.Instant;

/**
 * An attempt with its result. Immutable.
 *
 * @param attempt the attempt: webhook, delivery, number, type of the event
 * @param origin host and port of the destination
 * @param startedAt when its request was prepared
 * @param result what came back
 * @param outcome what follows from it
 */
public record CompletedAttempt(
        AttemptInfo attempt, String origin, Instant startedAt, DeliveryResult result, AttemptOutcome outcome) {
    public CompletedAttempt {
        requireNonNull(attempt, "attempt");
        requireNonNull(origin, "origin");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(result, "result");
        requireNonNull(outcome, "outcome");
    }

    /** Returns how long the transport took, from name resolution to the last byte of the response. */
    public Duration duration() {
        return result.timing().total();
    }
}
