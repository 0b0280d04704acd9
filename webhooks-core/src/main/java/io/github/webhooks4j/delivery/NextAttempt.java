package io.github.webhooks4j.delivery;

import io.github.webhooks4j.delivery.AttemptOutcome.Retry;

/**
 * The next attempt of a delivery: its number, and the results of the attempts before it. Immutable.
 *
 * @param number from 1; counts every attempt
 * @param failures how many attempts before it count as failures of the destination: they use the entries of the retry
 *     schedule
 * @param senderFaults how many consecutive attempts just before it failed by the sender's own fault
 * @param onNewConnection whether it must use a new connection, because an earlier attempt lost a reused one
 */
public record NextAttempt(int number, int failures, int senderFaults, boolean onNewConnection) {
    /** The first attempt of a delivery. */
    public static final NextAttempt FIRST = new NextAttempt(1, 0, 0, false);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if they count more attempts than there were
     */
    public NextAttempt {
        if (number < 1 || failures < 0 || senderFaults < 0 || failures + senderFaults >= number) {
            throw new IllegalArgumentException("an attempt must come after all that have failed, was number " + number
                    + " after " + failures + " failures and " + senderFaults + " sender faults");
        }
    }

    /** Returns the attempt with this number, if all attempts before it count as failures. */
    public static NextAttempt afterFailures(int number) {
        return new NextAttempt(number, number - 1, 0, false);
    }

    /** Returns the attempt after this one, whose outcome is {@code retry}. */
    public NextAttempt after(Retry retry) {
        return switch (retry.cause()) {
            case FAILURE -> new NextAttempt(number + 1, failures + 1, 0, false);
            case SENDER_FAULT -> new NextAttempt(number + 1, failures, senderFaults + 1, onNewConnection);
            case REUSED_CONNECTION -> new NextAttempt(number + 1, failures, 0, true);
        };
    }

    /** Returns this attempt as the first one to another destination. */
    public NextAttempt toNewDestination() {
        return new NextAttempt(number, 0, 0, false);
    }
}
