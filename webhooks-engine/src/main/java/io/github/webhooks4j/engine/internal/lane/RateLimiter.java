package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.delivery.RateLimit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rate limits of a lane, all of them at once. Confined to the thread that holds the lock of {@link
 * LaneScheduler}.
 */
final class RateLimiter {
    private final List<RateLimit> limits;
    private final List<EvenSpacing> spacings;
    /** Permits that were granted since none was in use. */
    private int granted;
    /** Permits that are in use. */
    private int open;

    private RateLimiter(List<RateLimit> limits) {
        this.limits = limits;
        this.spacings = limits.stream().map(EvenSpacing::new).toList();
    }

    /**
     * Returns the limiter for some limits, which is {@code former} if it has those; null if there are none.
     *
     * @param inFlight the attempts in flight, whose permits a new limiter has not granted: none is refunded before all of
     *     them have ended
     */
    static @Nullable RateLimiter at(List<RateLimit> limits, @Nullable RateLimiter former, int inFlight) {
        if (limits.isEmpty()) {
            return null;
        }
        if (former != null && former.limits.equals(limits)) {
            return former;
        }
        var limiter = new RateLimiter(limits);
        limiter.open = inFlight;
        limiter.granted = inFlight + 1;
        return limiter;
    }

    /** Returns when the next attempt may start; {@link Instant#MIN} if it may start now. */
    Instant nextPermitAt(Instant now) {
        Instant latest = Instant.MIN;
        for (EvenSpacing spacing : spacings) {
            Instant opens = spacing.nextPermitAt(now);
            latest = opens.isAfter(latest) ? opens : latest;
        }
        return latest;
    }

    void acquire(Instant now) {
        spacings.forEach(spacing -> spacing.acquire(now));
        granted = open == 0 ? 1 : granted + 1;
        open++;
    }

    /** Records that an attempt has ended. */
    void ended() {
        open = Math.max(0, open - 1);
    }

    /**
     * Records that an attempt was not made: refunds its permit, if that is the only one that was granted since none was in
     * use. Otherwise attempts that came after it would have to be planned anew, and the next one waits a little longer
     * than it must.
     */
    void skipped() {
        if (open == 1 && granted == 1) {
            spacings.forEach(EvenSpacing::refund);
        }
        ended();
    }

    /** Returns whether the state is that of a new limiter. */
    boolean isIdle(Instant now) {
        return spacings.stream().allMatch(spacing -> spacing.isIdle(now));
    }

    /** Returns about how many attempts start in a second, at least 1. */
    int perSecond() {
        return spacings.stream().mapToInt(EvenSpacing::perSecond).min().orElse(1);
    }
}
