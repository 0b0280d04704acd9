package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a store that uses its callers' clock may delete by that clock: a clock that is wrong by weeks must not delete the
 * history of weeks. A clock is trusted while it is at most {@link #MAX_AHEAD} ahead of the time that a running engine
 * recorded last. One that is further ahead is wrong, or no engine has run for a while: it is trusted after an engine has run for
 * {@link #TRIAL}.
 *
 * @param lastSeen what the clock showed when it was last seen too far ahead; null while it is trusted
 * @param running how long an engine has been running since the clock was first seen too far ahead
 */
public record ClockCheck(@Nullable Instant lastSeen, Duration running) {
    /** How far the clock may be ahead of the time that was recorded last. */
    public static final Duration MAX_AHEAD = Duration.ofDays(1);

    /** How long an engine must run before a clock that is further ahead is trusted. */
    public static final Duration TRIAL = Duration.ofHours(1);

    /** Nothing was seen yet. */
    public static final ClockCheck START = new ClockCheck(null, Duration.ZERO);

    /** An engine records the time this often; a longer gap between two looks proves no longer run. */
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    public ClockCheck {
        requireNonNull(running, "running");
    }

    /**
     * Returns the check after the clock was looked at once more.
     *
     * @param recorded the time that a running engine recorded last; null if none did yet
     * @param now what the clock shows
     */
    public ClockCheck at(@Nullable Instant recorded, Instant now) {
        if (recorded == null || !now.isAfter(recorded.plus(MAX_AHEAD))) {
            return START;
        }
        Duration run = lastSeen == null ? Duration.ZERO : running.plus(credit(Duration.between(lastSeen, now)));
        return run.compareTo(TRIAL) < 0 ? new ClockCheck(now, run) : START;
    }

    /** Returns whether the clock is trusted: then what it shows is to be recorded, and may be deleted by. */
    public boolean isTrusted() {
        return lastSeen == null;
    }

    private static Duration credit(Duration gap) {
        if (gap.isNegative()) {
            return Duration.ZERO;
        }
        return gap.compareTo(INTERVAL) < 0 ? gap : INTERVAL;
    }
}
