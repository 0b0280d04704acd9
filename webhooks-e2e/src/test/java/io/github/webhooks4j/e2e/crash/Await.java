package io.github.webhooks4j.e2e.crash;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a condition, with a bound; and for a moment to come, which random kills need. */
final class Await {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private Await() {}

    /**
     * Waits until {@code condition} holds.
     *
     * @throws AssertionError with {@code complaint} if it does not hold after {@code timeout}
     */
    static void until(Duration timeout, BooleanSupplier condition, Supplier<String> complaint) {
        if (!holdsWithin(timeout, condition)) {
            throw new AssertionError(complaint.get() + ", after " + timeout);
        }
    }

    /** Waits until {@code condition} holds or the time is over; returns whether it holds. */
    static boolean holdsWithin(Duration timeout, BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(timeout)
                    .until(condition::getAsBoolean);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Lets the processes run for a time. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
