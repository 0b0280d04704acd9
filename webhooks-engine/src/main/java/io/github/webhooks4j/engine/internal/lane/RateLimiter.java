package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.spi.store.LaneKey;
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

    private final LaneKey lane;
    private NodeShare share;

    private RateLimiter(List<RateLimit> limits, NodeShare share, LaneKey lane) {
        this.limits = limits;
        this.share = share;
        this.lane = lane;
        this.spacings = limits.stream()
                .map(limit -> new EvenSpacing(limit, share.attempts(limit, lane)))
                .toList();
    }

    /**
     * Returns the limiter for some limits, which is {@code former} if it has those; null if there are none.
     *
     * @param inFlight the attempts in flight, whose permits a new limiter has not granted: none is refunded before all of
     *     them have ended
     * @param share the part of the limits that is this node's
     */
    static @Nullable RateLimiter at(
            List<RateLimit> limits, @Nullable RateLimiter former, int inFlight, NodeShare share, LaneKey lane) {
        if (limits.isEmpty()) {
            return null;
        }
        if (former != null && former.limits.equals(limits)) {
            return former;
        }
        var limiter = new RateLimiter(limits, share, lane);
        limiter.open = inFlight;
        limiter.granted = inFlight + 1;
        return limiter;
    }

    /** Changes the part of the limits that is this node's; what has started counts on. */
    void divide(NodeShare changed, Instant now) {
        share = changed;
        for (int i = 0; i < limits.size(); i++) {
            spacings.get(i).divide(share.attempts(limits.get(i), lane), now);
        }
    }

    /**
     * Returns when the next attempt may start; {@link Instant#MIN} if it may start now, {@link EvenSpacing#NEVER} if none may before
     * the share changes.
     */
    Instant nextPermitAt(Instant now) {
        if (!share.isValid(now)) {
            return EvenSpacing.NEVER;
        }
        Instant latest = Instant.MIN;
        for (EvenSpacing spacing : spacings) {
            latest = later(latest, spacing.nextPermitAt(now));
            Instant settled = share.opensAt(spacing.period());
            latest = settled.isAfter(now) ? later(latest, settled) : latest;
        }
        return latest;
    }

    /** Returns whether only other nodes may start attempts. */
    boolean isOfOthers() {
        return spacings.stream().anyMatch(EvenSpacing::isOfOthers);
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
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
