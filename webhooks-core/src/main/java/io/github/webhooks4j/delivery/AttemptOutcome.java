package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What follows from an attempt for its delivery. */
public sealed interface AttemptOutcome {
    /** The destination has it. */
    record Delivered() implements AttemptOutcome {}

    /**
     * The delivery is tried again.
     *
     * @param at not before this time
     * @param cause why; only a {@code FAILURE} uses a place of the retry schedule and counts for the destination's health
     */
    record Retry(Instant at, Cause cause) implements AttemptOutcome {
        /** Why a delivery is tried again. */
        public enum Cause {
            /** The destination refused it, failed, or could not be reached. */
            FAILURE,
            /** The attempt says nothing about the destination: see {@link FailureCode#isSenderFault}. */
            SENDER_FAULT,
            /** A reused connection was lost before the first byte of a response: the next attempt goes over a new one. */
            REUSED_CONNECTION
        }

        public Retry {
            requireNonNull(at, "at");
            requireNonNull(cause, "cause");
        }

        /** Creates the verdict on a failure. */
        public Retry(Instant at) {
            this(at, Cause.FAILURE);
        }

        /** Returns the same verdict with another time. */
        public Retry withTime(Instant time) {
            return new Retry(time, cause);
        }
    }

    /** The attempt failed and the retry schedule has no attempt left: the delivery has failed for good. */
    record Exhausted() implements AttemptOutcome {}

    /** The destination responded 410 Gone: the delivery has failed for good, and the webhook is disabled. */
    record Gone() implements AttemptOutcome {}

    /** Returns whether the attempt failed, and the failure is the destination's: it counts for the destination's health. */
    default boolean isFailure() {
        return this instanceof Exhausted
                || this instanceof Gone
                || (this instanceof Retry retry && retry.cause() == Retry.Cause.FAILURE);
    }

    /**
     * Judges a result: 2xx is delivered, 410 is gone, any other response or none is retried until the schedule ends, and
     * never before a {@code Retry-After} of the failure has passed.
     *
     * <p>The sender's own faults use no entry of the schedule, and never exhaust a delivery: it is retried after 1 second, and after
     * more of them in a row after 2, 4, 8 and so on up to 60 seconds; at once after the first in a row if it is {@code CALLED_OFF}.
     * A reused connection that was lost uses no entry either, and the attempt is repeated at once on a new one; the same result of
     * an attempt that was to use a new connection is a failure.
     *
     * @param made the attempt
     * @param acceptRedirects whether 3xx counts as delivered, as the Jenkins plugin for Docker Hub needs it
     * @param now when the result was there
     */
    static AttemptOutcome of(
            DeliveryResult result,
            NextAttempt made,
            RetrySchedule schedule,
            boolean acceptRedirects,
            Instant now,
            RandomGenerator random) {
        Optional<Duration> asked = Optional.empty();
        if (result instanceof Response answered) {
            if (answered.isAccepted(acceptRedirects)) {
                return new Delivered();
            }
            if (answered.status() == 410) {
                return new Gone();
            }
            asked = RetryAfter.parse(answered.retryAfter(), now);
        } else if (result instanceof NoResponse failure) {
            FailureCode code = failure.code();
            if (code.isSenderFault()) {
                return new Retry(now.plus(SenderFaults.pauseAfter(code, made)), Retry.Cause.SENDER_FAULT);
            }
            if (code == FailureCode.REUSED_CONNECTION_LOST && !made.onNewConnection()) {
                return new Retry(now, Retry.Cause.REUSED_CONNECTION);
            }
        }
        Optional<Duration> gap = schedule.delayAfter(made.failures() + 1, random);
        if (gap.isEmpty()) {
            return new Exhausted();
        }
        Duration wait = asked.filter(longer -> longer.compareTo(gap.get()) > 0).orElse(gap.get());
        return new Retry(now.plus(wait));
    }
}
