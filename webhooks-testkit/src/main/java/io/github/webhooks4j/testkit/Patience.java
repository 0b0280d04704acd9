package io.github.webhooks4j.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, with a bound. */
final class Patience {

    private Patience() {}

    /**
     * Waits until {@code condition} holds. The caller holds the monitor of {@code lock}; a thread that changes what the
     * condition reads notifies all waiters.
     *
     * @throws AssertionError with {@code complaint} if it does not hold after {@code patience}
     */
    static void await(Object lock, Duration patience, BooleanSupplier condition, Supplier<String> complaint)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(complaint.get());
            }
            // Rounded up: a wait of 0 ms would be one without a bound.
            lock.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }
}
