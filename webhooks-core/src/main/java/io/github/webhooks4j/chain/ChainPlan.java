package io.github.webhooks4j.chain;

import java.time.Duration;

/**
 * What a chain has before it, taken from its webhook when it starts. Immutable.
 *
 * @param steps how many destinations, 1 to 16
 * @param expectFinalCallback whether the last destination must call back too before the chain is complete
 * @param callbackDeadline how long a destination may take to call back once it has the payload, 1 ms to 3,650 days
 */
public record ChainPlan(int steps, boolean expectFinalCallback, Duration callbackDeadline) {
    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(1);
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(3650);

    /** The most destinations that a chain may have. */
    public static final int MAX_STEPS = 16;

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if one is broken
     */
    public ChainPlan {
        if (steps < 1 || steps > MAX_STEPS) {
            throw new IllegalArgumentException("a chain must have 1 to " + MAX_STEPS + " steps, was " + steps);
        }
        if (callbackDeadline.compareTo(SHORTEST_DEADLINE) < 0 || callbackDeadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException("callbackDeadline must be " + SHORTEST_DEADLINE + " to "
                    + LONGEST_DEADLINE + ", was " + callbackDeadline);
        }
    }

    boolean isLast(int step) {
        return step == steps - 1;
    }
}
