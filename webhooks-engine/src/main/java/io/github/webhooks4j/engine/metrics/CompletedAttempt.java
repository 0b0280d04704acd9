package io.github.webhooks4j.engine.metrics;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.spi.transport.AttemptInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attempt with its result. Immutable.
 *
 * @param attempt the attempt: webhook, delivery, number, type of the event
 * @param origin host and port of the destination
 * @param startedAt when its request was prepared
 * @param result what came back
 * @param outcome what follows from it
 * @param firstDueAt since when the delivery was due; null if that is not known: it is of a later destination of its chain, or the chain
 *     was resumed; of a chain that was run again since that was asked for
 */
public record CompletedAttempt(
        AttemptInfo attempt,
        String origin,
        Instant startedAt,
        DeliveryResult result,
        AttemptOutcome outcome,
        @Nullable Instant firstDueAt) {
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

    /** Returns the time from when the delivery was first due to the end of this attempt; empty if the former is not known. */
    public Optional<Duration> delay() {
        return Optional.ofNullable(firstDueAt)
                .map(due -> Duration.between(due, startedAt.plus(duration())))
                .map(delay -> delay.isNegative() ? Duration.ZERO : delay);
    }
}
