package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The outcome of an attempt for its delivery. */
public sealed interface AttemptOutcome {
    /** The destination has accepted the payload. */
    record Delivered() implements AttemptOutcome {}

    /**
     * The delivery is attempted again.
     *
     * @param at the earliest time of the next attempt
     * @param cause why; only a {@code FAILURE} uses an entry of the retry schedule and counts in the failure streak of
     *     the webhook
     */
    record Retry(Instant at, Cause cause) implements AttemptOutcome {
        /** Why a delivery is attempted again. */
        public enum Cause {
            /** The destination refused the payload, failed, or could not be reached. */
            FAILURE,
            /** The attempt proves nothing about the destination: see {@link FailureCode#isSenderFault}. */
            SENDER_FAULT,
            /** A reused connection was lost before the first byte of a response: the next attempt goes over a new one. */
            REUSED_CONNECTION
        }

        public Retry {
            requireNonNull(at, "at");
            requireNonNull(cause, "cause");
        }

        /** Creates the outcome of a failure. */
        public Retry(Instant at) {
            this(at, Cause.FAILURE);
        }

        /** Returns the same outcome with another time. */
        public Retry withTime(Instant time) {
            return new Retry(time, cause);
        }
    }

    /**
     * The attempt failed, and no other may be made: the delivery has failed permanently.
     *
     * @param reason why no other may be made
     */
    record Exhausted(Reason reason) implements AttemptOutcome {
        /** Why no other attempt may be made. */
        public enum Reason {
            /** The retry schedule has no attempt left. */
            SCHEDULE_ENDED,
            /** The status of the response is final for the webhook, and not 410. */
            FINAL_STATUS,
            /** The next attempt would be later than the greatest age of the webhook's deliveries. */
            TOO_OLD
        }

        public Exhausted {
            requireNonNull(reason, "reason");
        }

        /** Creates the outcome at the end of the retry schedule. */
        public Exhausted() {
            this(Reason.SCHEDULE_ENDED);
        }
    }

    /** The destination responded 410 Gone: the delivery has failed permanently, and the webhook is disabled. */
    record Gone() implements AttemptOutcome {}

    /**
     * Returns whether the attempt failed by the destination's fault: then it counts in the failure streak of the
     * webhook.
     */
    default boolean isFailure() {
        return this instanceof Exhausted
                || this instanceof Gone
                || (this instanceof Retry retry && retry.cause() == Retry.Cause.FAILURE);
    }

    /**
     * Judges a result: 2xx is delivered, 410 is gone, another final status exhausts the delivery, any other response or none
     * is retried until the schedule is exhausted, and never before a {@code Retry-After} of the failure has passed.
     *
     * <p>The sender's own faults use no entry of the schedule, and never exhaust a delivery: it is retried after 1
     * second, then after 2, 4, 8 and so on up to 60 seconds if such faults are consecutive; after a first {@code
     * ABORTED} it is retried at once. A reused connection that was lost uses no entry either, and the attempt is
     * repeated at once on a new connection; the same result of an attempt on a new connection is a failure.
     *
     * @param made the attempt
     * @param acceptRedirects whether 3xx counts as delivered, as the Jenkins plugin for Docker Hub needs it
     * @param finalStatuses the statuses after which the delivery is not attempted again
     * @param now when the result was available
     */
    static AttemptOutcome of(
            DeliveryResult result,
            NextAttempt made,
            RetrySchedule schedule,
            boolean acceptRedirects,
            FinalStatuses finalStatuses,
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
            if (finalStatuses.contains(answered.status())) {
                return new Exhausted(Exhausted.Reason.FINAL_STATUS);
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
