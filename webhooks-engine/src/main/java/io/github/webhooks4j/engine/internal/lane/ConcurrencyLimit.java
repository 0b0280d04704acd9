package io.github.webhooks4j.engine.internal.lane;

/**
 * How many attempts to a destination may be in flight at the same time, adapted to their results.
 *
 * <ul>
 *   <li>Slow start: for a new destination the limit is one, and doubles with each success (1, 2, 4 …).
 *   <li>A 429 halves it; from then on it grows by one after as many successes as the limit.
 *   <li>It is reset when the circuit breaker opens.
 * </ul>
 *
 * <p>Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class ConcurrencyLimit {
    private final int ceiling;
    private int size = 1;
    private boolean slowStart = true;
    private int successesSinceGrowth;

    ConcurrencyLimit(int ceiling) {
        this.ceiling = ceiling;
    }

    void onSuccess() {
        if (size == ceiling) {
            return;
        }
        if (slowStart) {
            size = Math.min(ceiling, size * 2);
        } else if (++successesSinceGrowth >= size) {
            size++;
            successesSinceGrowth = 0;
        }
    }

    /** Records a 429. */
    void onThrottled() {
        size = Math.max(1, size / 2);
        slowStart = false;
        successesSinceGrowth = 0;
    }

    /** Resets the limit to one, with a slow start. */
    void reset() {
        size = 1;
        slowStart = true;
    }

    boolean hasCapacity(int inFlight) {
        return inFlight < size;
    }

    int size() {
        return size;
    }
}
