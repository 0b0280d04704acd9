package io.github.webhooks4j.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a webhook's deliveries are attempted, beside the retry schedule. Immutable.
 *
 * @param finalStatuses the statuses after which a delivery is not attempted again
 * @param maxAge how old a chain may be at an attempt, counted from its start, 1 second to 365 days; null for no limit. A chain
 *     that an operator has resumed is attempted at any age
 * @param attemptTimeout what the deadline of an attempt is at most, 1 second to 1 minute; null for that of the engine. Each
 *     attempt has 80 to 100 % of it
 */
public record DeliveryRules(
        FinalStatuses finalStatuses,
        @Nullable Duration maxAge,
        @Nullable Duration attemptTimeout) {
    /** Only 410 is final, at any age, with the engine's deadline. */
    public static final DeliveryRules DEFAULT = new DeliveryRules(FinalStatuses.GONE_ONLY, null, null);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LONGEST_AGE = Duration.ofDays(365);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a duration is out of its range
     */
    public DeliveryRules {
        requireNonNull(finalStatuses, "finalStatuses");
        check("maxAge", maxAge, LONGEST_AGE);
        check("attemptTimeout", attemptTimeout, LONGEST_TIMEOUT);
    }

    /** Returns whether an attempt at {@code at} is too late for a chain that was started at {@code startedAt}. */
    public boolean isTooOld(Instant startedAt, Instant at) {
        return maxAge != null && at.isAfter(startedAt.plus(maxAge));
    }

    /** Returns the rules with other final statuses. */
    public DeliveryRules withFinalStatuses(FinalStatuses statuses) {
        return new DeliveryRules(statuses, maxAge, attemptTimeout);
    }

    /**
     * Returns the rules with another greatest age; null for no limit.
     *
     * @throws IllegalArgumentException if it is not 1 second to 365 days
     */
    public DeliveryRules withMaxAge(@Nullable Duration age) {
        return new DeliveryRules(finalStatuses, age, attemptTimeout);
    }

    /**
     * Returns the rules with another deadline of an attempt; null for that of the engine.
     *
     * @throws IllegalArgumentException if it is not 1 second to 1 minute
     */
    public DeliveryRules withAttemptTimeout(@Nullable Duration timeout) {
        return new DeliveryRules(finalStatuses, maxAge, timeout);
    }

    private static void check(String name, @Nullable Duration value, Duration longest) {
        if (value != null && (value.compareTo(SHORTEST) < 0 || value.compareTo(longest) > 0)) {
            throw new IllegalArgumentException(name + " must be " + SHORTEST + " to " + longest + ", was " + value);
        }
    }
}
