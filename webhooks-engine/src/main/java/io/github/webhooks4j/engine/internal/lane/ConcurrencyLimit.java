package io.github.webhooks4j.engine.internal.lane;

/**
 * How many attempts to a destination may be in flight at the same time, learned from how they end.
 *
 * <ul>
 *   <li>Nothing is known of a new destination: the limit begins with one, and doubles with each success (1, 2, 4 …): a slow start.
 *   <li>A 429 halves it; from then on it grows by one for every limitful of successes.
 *   <li>When the circuit opens it begins again.
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

    /** Begins again with one, and a slow start. */
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
