package io.github.webhooks4j.chain;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The part of a webhook's settings that a chain is run with, captured when it starts. Immutable.
 *
 * @param destinations for each step the number of its destination within the webhook; 1 to 16 steps
 * @param expectFinalCallback whether the last destination must call back too before the chain is complete
 * @param callbackDeadline how long a destination may take to call back once it has the payload, 1 ms to 3,650 days
 */
public record ChainPlan(List<Integer> destinations, boolean expectFinalCallback, Duration callbackDeadline) {
    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(1);
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(3650);

    /** The most destinations that a chain may have. */
    public static final int MAX_STEPS = 16;

    /**
     * Checks the rules and copies.
     *
     * @throws IllegalArgumentException if one is broken
     */
    public ChainPlan {
        destinations = List.copyOf(destinations);
        checkSteps(destinations.size());
        if (callbackDeadline.compareTo(SHORTEST_DEADLINE) < 0 || callbackDeadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException("callbackDeadline must be " + SHORTEST_DEADLINE + " to "
                    + LONGEST_DEADLINE + ", was " + callbackDeadline);
        }
    }

    /**
     * Creates the plan of a webhook whose destinations were never changed: each has the number of its step.
     *
     * @throws IllegalArgumentException if a rule is broken
     */
    public ChainPlan(int steps, boolean expectFinalCallback, Duration callbackDeadline) {
        this(numbers(steps), expectFinalCallback, callbackDeadline);
    }

    /** Returns how many destinations there are. */
    public int steps() {
        return destinations.size();
    }

    /** Returns the same plan with another deadline. */
    public ChainPlan withCallbackDeadline(Duration deadline) {
        return new ChainPlan(destinations, expectFinalCallback, deadline);
    }

    boolean isLast(int step) {
        return step == steps() - 1;
    }

    private static List<Integer> numbers(int steps) {
        checkSteps(steps);
        return IntStream.range(0, steps).boxed().toList();
    }

    private static void checkSteps(int steps) {
        if (steps < 1 || steps > MAX_STEPS) {
            throw new IllegalArgumentException("a chain must have 1 to " + MAX_STEPS + " steps, was " + steps);
        }
    }
}
