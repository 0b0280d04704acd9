package io.github.webhooks4j.engine.internal.context;

import java.time.Duration;

/**
 * The pause after consecutive failures: doubled after each, up to a longest pause. Immutable.
 *
 * @param first the pause after the first failure
 * @param longest the longest pause
 */
public record Backoff(Duration first, Duration longest) {
    /** Returns the pause after the next failure. */
    public Duration after(Duration previous) {
        Duration next = previous.isZero() ? first : previous.multipliedBy(2);
        return next.compareTo(longest) < 0 ? next : longest;
    }
}
