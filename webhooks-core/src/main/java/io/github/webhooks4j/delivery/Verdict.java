package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What follows from an attempt for its delivery. */
public sealed interface Verdict {
    /** The destination has it. */
    record Delivered() implements Verdict {}

    /**
     * The delivery is tried again.
     *
     * @param at not before this time
     */
    record Retry(Instant at) implements Verdict {
        public Retry {
            requireNonNull(at, "at");
        }
    }

    /**
     * The delivery has failed for good.
     *
     * @param cause {@code GIVEN_UP} or {@code DESTINATION_GONE}; the latter also disables the webhook
     */
    record GiveUp(InterruptionCause cause) implements Verdict {
        public GiveUp {
            if (cause != InterruptionCause.GIVEN_UP && cause != InterruptionCause.DESTINATION_GONE) {
                throw new IllegalArgumentException("a delivery is given up or gone, was " + cause);
            }
        }
    }

    /**
     * Judges a result: 2xx is delivered, 410 is gone, any other answer or none is tried again until the schedule ends, and
     * never before a {@code Retry-After} of the failure is over. A delivery is never given up for an attempt that the sender
     * itself called off.
     *
     * @param failures how many attempts have failed by now if this one is counted as a failure, from 1
     * @param acceptRedirects whether 3xx counts as delivered, as the Jenkins plugin for Docker Hub needs it
     * @param now when the result was there
     */
    static Verdict of(
            DeliveryResult result,
            int failures,
            RetrySchedule schedule,
            boolean acceptRedirects,
            Instant now,
            RandomGenerator random) {
        Optional<Duration> asked = Optional.empty();
        if (result instanceof Answered answered) {
            if (answered.isAccepted(acceptRedirects)) {
                return new Delivered();
            }
            if (answered.status() == 410) {
                return new GiveUp(InterruptionCause.DESTINATION_GONE);
            }
            asked = RetryAfter.parse(answered.retryAfter(), now);
        }
        Optional<Duration> gap = schedule.gapAfter(failures, random);
        if (gap.isEmpty()) {
            boolean calledOff = result instanceof NotAnswered failure && failure.code() == FailureCode.CALLED_OFF;
            return calledOff ? new Retry(now) : new GiveUp(InterruptionCause.GIVEN_UP);
        }
        Duration wait = asked.filter(longer -> longer.compareTo(gap.get()) > 0).orElse(gap.get());
        return new Retry(now.plus(wait));
    }
}
