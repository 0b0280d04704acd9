package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.engine.internal.context.DueTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a lane to a number of deliveries in any minute: they begin evenly spread, and what was late may be made up for within a
 * second. That second is paid for by a spacing of 61 seconds instead of 60 over that number, so that the rate is never exceeded.
 *
 * <p>Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class RateLimiter {
    private static final Duration CATCH_UP = Duration.ofSeconds(1);
    private static final Duration SPREAD = Duration.ofMinutes(1).plus(CATCH_UP);

    private final int perMinute;
    private final Duration spacing;
    private final Duration slack;
    /** When the next would begin if all were evenly spread. */
    private Instant planned = Instant.MIN;

    private RateLimiter(int perMinute) {
        this.perMinute = perMinute;
        this.spacing = SPREAD.dividedBy(perMinute);
        this.slack = spacing.compareTo(CATCH_UP) < 0 ? CATCH_UP.minus(spacing) : Duration.ZERO;
    }

    /**
     * Returns the pace for a rate, which is the former one if that has it; null if there is none to keep.
     *
     * @param perMinute 0 for no rate
     */
    static @Nullable RateLimiter at(int perMinute, @Nullable RateLimiter former) {
        if (perMinute == 0) {
            return null;
        }
        return former != null && former.perMinute == perMinute ? former : new RateLimiter(perMinute);
    }

    /** Returns from when on the next may begin; {@link Instant#MIN} if it may now. */
    Instant nextPermitAt(Instant now) {
        Instant opens = isIdle(now) ? Instant.MIN : planned.minus(slack);
        return opens.isAfter(now) ? opens : Instant.MIN;
    }

    void acquire(Instant now) {
        planned = (isIdle(now) ? now : planned).plus(spacing);
    }

    /** Gives the last turn back: nothing was sent. Nothing happens if it was taken by another pace, at another rate. */
    void refund() {
        if (!planned.equals(Instant.MIN)) {
            planned = planned.minus(spacing);
        }
    }

    /** Returns whether nothing is remembered that a new pace would not know. */
    boolean isIdle(Instant now) {
        return new DueTime(planned, slack.plus(spacing)).isDue(now);
    }

    /** Returns about how many begin in a second, at least 1. */
    int perSecond() {
        return Math.max(1, perMinute / 60);
    }
}
