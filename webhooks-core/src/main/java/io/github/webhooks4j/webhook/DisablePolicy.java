package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When webhooks are disabled automatically: when they have been failing for some time, and when a destination responds
 * 410 Gone. Immutable; without the methods below, {@link #DEFAULT}.
 *
 * @param failingFor how long a webhook must have been failing without a success, by the store's clock; null if webhooks
 *     are never disabled for failing
 * @param failedAttempts how many of its attempts must have failed in a row as well, over all its deliveries, without those
 *     that failed by the sender's own fault, or with a reused connection
 * @param whenGone whether a 410 disables the webhook; if not, it ends the delivery only
 */
public record DisablePolicy(@Nullable Duration failingFor, int failedAttempts, boolean whenGone) {
    private static final Duration LEAST = Duration.ofHours(1);
    private static final Duration MOST = Duration.ofDays(365);
    private static final int MOST_ATTEMPTS = 100_000;

    /** After 5 days without a success and at least 12 failed attempts, and when a destination is gone. */
    public static final DisablePolicy DEFAULT = new DisablePolicy(Duration.ofDays(5), 12, true);

    /** No webhook is disabled automatically. */
    public static final DisablePolicy NEVER = DEFAULT.neverForFailing().ignoringGone();

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if {@code failingFor} is not 1 hour to 365 days, or {@code failedAttempts} is not 1 to
     *     100,000
     */
    public DisablePolicy {
        if (failingFor != null && (failingFor.compareTo(LEAST) < 0 || failingFor.compareTo(MOST) > 0)) {
            throw new IllegalArgumentException("failingFor must be " + LEAST + " to " + MOST + ", was " + failingFor);
        }
        if (failedAttempts < 1 || failedAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "failedAttempts must be 1 to " + MOST_ATTEMPTS + ", was " + failedAttempts);
        }
    }

    /**
     * Returns the same policy, but for webhooks that are failing: they are disabled after this time without a success and
     * this many failed attempts.
     *
     * @param failingFor 1 hour to 365 days
     * @param failedAttempts 1 to 100,000
     * @throws IllegalArgumentException if one of them is not
     */
    public DisablePolicy whenFailing(Duration failingFor, int failedAttempts) {
        return new DisablePolicy(requireNonNull(failingFor, "failingFor"), failedAttempts, whenGone);
    }

    /** Returns the same policy, but webhooks are never disabled for failing. */
    public DisablePolicy neverForFailing() {
        return new DisablePolicy(null, failedAttempts, whenGone);
    }

    /** Returns the same policy, but a 410 ends the delivery only, as any other failure without a further attempt does. */
    public DisablePolicy ignoringGone() {
        return new DisablePolicy(failingFor, failedAttempts, false);
    }
}
