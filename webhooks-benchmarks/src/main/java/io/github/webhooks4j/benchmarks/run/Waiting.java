package io.github.webhooks4j.benchmarks.run;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting by polling. */
public final class Waiting {
    private static final long PAUSE_NANOS = 500_000;

    private Waiting() {}

    /**
     * Waits until {@code condition} holds; polls twice in a millisecond.
     *
     * @throws VoidRunException with {@code complaint} if it does not after {@code patience}
     */
    public static void until(Duration patience, String complaint, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new VoidRunException(complaint + " after " + patience);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
