package io.github.webhooks4j.e2e.crash;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, with a bound; and for a moment to come, which is what random kills need. */
final class Await {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Await() {}

    /**
     * Waits until {@code condition} holds.
     *
     * @throws AssertionError with {@code complaint} if it does not hold after {@code patience}
     */
    static void until(Duration patience, BooleanSupplier condition, Supplier<String> complaint) {
        if (!comes(patience, condition)) {
            throw new AssertionError(complaint.get() + ", after " + patience);
        }
    }

    /** Waits until {@code condition} holds, and says whether it does. */
    static boolean comes(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /** Lets the processes run for a time. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
