package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.internal.context.DueTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Keeps one rate limit in any period (GCRA): attempts start evenly spaced, and up to a second in a minute, or
 * 50 milliseconds in a second, of delay may be caught up. To make up for that, they are spaced over 61 seconds instead of 60,
 * or 1.05 seconds instead of one, so that the limit is never exceeded.
 *
 * <p>Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class EvenSpacing {
    private static final Duration CATCH_UP_IN_A_MINUTE = Duration.ofSeconds(1);
    private static final Duration CATCH_UP_IN_A_SECOND = Duration.ofMillis(50);

    /** Later than any attempt. */
    static final Instant NEVER = Instant.MAX;

    private final RateLimit limit;
    private final Duration catchUp;
    /** How many of the attempts of the limit are this node's. */
    private int attempts;

    private Duration spacing = Duration.ZERO;
    private Duration slack = Duration.ZERO;
    /** When the next attempt would start if all were evenly spaced. */
    private Instant planned = Instant.MIN;

    /**
     * Creates one that has started nothing.
     *
     * @param attempts how many of the attempts of the limit are this node's
     */
    EvenSpacing(RateLimit limit, int attempts) {
        this.limit = limit;
        this.catchUp = limit.period() == RateLimit.Period.MINUTE ? CATCH_UP_IN_A_MINUTE : CATCH_UP_IN_A_SECOND;
        space(attempts);
    }

    /** Changes how many of the attempts are this node's; what has started counts on. */
    void divide(int attemptsOfNode, Instant now) {
        space(attemptsOfNode);
        Instant latest = now.plus(slack).plus(spacing);
        planned = planned.isAfter(latest) ? latest : planned;
    }

    private void space(int attemptsOfNode) {
        attempts = attemptsOfNode;
        spacing = inMicros(limit.period().length().plus(catchUp).dividedBy(Math.max(1, attempts)));
        slack = spacing.compareTo(catchUp) < 0 ? catchUp.minus(spacing) : Duration.ZERO;
    }

    /** Returns whether none of the attempts are this node's. */
    boolean isOfOthers() {
        return attempts == 0;
    }

    RateLimit.Period period() {
        return limit.period();
    }

    /** Rounds up to what clocks count, so that no task is due a part of a microsecond from now. */
    private static Duration inMicros(Duration duration) {
        return duration.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Returns when the next attempt may start; {@link Instant#MIN} if it may start now, {@link #NEVER} if none of the attempts are
     * this node's.
     */
    Instant nextPermitAt(Instant now) {
        if (isOfOthers()) {
            return NEVER;
        }
        Instant opens = isIdle(now) ? Instant.MIN : planned.minus(slack);
        return opens.isAfter(now) ? opens : Instant.MIN;
    }

    void acquire(Instant now) {
        planned = (isIdle(now) ? now : planned).plus(spacing);
    }

    /** Refunds the last permit, because no attempt was made. */
    void refund() {
        planned = planned.minus(spacing);
    }

    /** Returns whether the state is that of a new one. */
    boolean isIdle(Instant now) {
        return new DueTime(planned, slack.plus(spacing)).isDue(now);
    }

    /** Returns about how many attempts start in a second, at least 1. */
    int perSecond() {
        return Math.max(1, (int) (attempts / limit.period().length().toSeconds()));
    }
}
