package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.engine.internal.context.DueTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Limits the deliveries of a lane in any minute (GCRA): they start evenly spaced, and up to a second of delay may be
 * caught up. To make up for that second, the spacing is 61 seconds instead of 60 divided by that number, so that the
 * rate is never exceeded.
 *
 * <p>Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class RateLimiter {
    private static final Duration CATCH_UP = Duration.ofSeconds(1);
    private static final Duration SPREAD = Duration.ofMinutes(1).plus(CATCH_UP);

    private final int perMinute;
    private final Duration spacing;
    private final Duration slack;
    /** When the next delivery would start if all were evenly spaced. */
    private Instant planned = Instant.MIN;

    private RateLimiter(int perMinute) {
        this.perMinute = perMinute;
        this.spacing = SPREAD.dividedBy(perMinute);
        this.slack = spacing.compareTo(CATCH_UP) < 0 ? CATCH_UP.minus(spacing) : Duration.ZERO;
    }

    /**
     * Returns the limiter for a rate, which is {@code former} if it has that rate; null if there is no rate.
     *
     * @param perMinute 0 for no rate
     */
    static @Nullable RateLimiter at(int perMinute, @Nullable RateLimiter former) {
        if (perMinute == 0) {
            return null;
        }
        return former != null && former.perMinute == perMinute ? former : new RateLimiter(perMinute);
    }

    /** Returns when the next delivery may start; {@link Instant#MIN} if it may start now. */
    Instant nextPermitAt(Instant now) {
        Instant opens = isIdle(now) ? Instant.MIN : planned.minus(slack);
        return opens.isAfter(now) ? opens : Instant.MIN;
    }

    void acquire(Instant now) {
        planned = (isIdle(now) ? now : planned).plus(spacing);
    }

    /**
     * Refunds the last permit, because nothing was sent. Does nothing if another limiter, with another rate, granted
     * it.
     */
    void refund() {
        if (!planned.equals(Instant.MIN)) {
            planned = planned.minus(spacing);
        }
    }

    /** Returns whether the state is that of a new limiter. */
    boolean isIdle(Instant now) {
        return new DueTime(planned, slack.plus(spacing)).isDue(now);
    }

    /** Returns about how many deliveries start in a second, at least 1. */
    int perSecond() {
        return Math.max(1, perMinute / 60);
    }
}
