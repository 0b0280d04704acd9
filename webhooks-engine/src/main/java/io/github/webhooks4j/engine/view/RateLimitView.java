package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.delivery.RateLimit;

/**
 * What may be shown of a rate limit. Immutable.
 *
 * @param attempts how many may start in any period
 * @param period {@code second} or {@code minute}
 */
public record RateLimitView(int attempts, String period) {
    public RateLimitView {
        requireNonNull(period, "period");
    }

    /** Returns the view of a rate limit. */
    public static RateLimitView of(RateLimit limit) {
        requireNonNull(limit, "limit");
        return new RateLimitView(limit.attempts(), limit.period().toString());
    }
}
