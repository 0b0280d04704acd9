package io.github.webhooks4j.engine.internal.context;

import java.time.Duration;
import java.time.Instant;

/**
 * When something is due next, by a clock that may be set back. A time further away than the longest pause was set
 * before the clock went back, and counts as past. Immutable.
 *
 * @param at the time
 * @param longest the longest pause before it
 */
public record DueTime(Instant at, Duration longest) {
    /** Returns the time of something that is due at once. */
    public static DueTime atOnce(Duration longest) {
        return new DueTime(Instant.MIN, longest);
    }

    /** Returns the time after a pause. */
    public DueTime after(Instant now, Duration pause) {
        return new DueTime(now.plus(pause), longest);
    }

    public boolean isDue(Instant now) {
        return !now.isBefore(at) || at.isAfter(now.plus(longest));
    }
}
