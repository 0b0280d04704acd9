package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.receiver.Arrival;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A steady rate (open loop): each event is due at its own time and is timed from then on, whether or not a thread was free to
 * publish it. Immutable.
 *
 * @param start the time of event 0, of {@link System#nanoTime()}
 * @param perSecond how many events there are in a second
 */
public record OpenLoopSchedule(long start, int perSecond) {
    /** So that threads are ready when the first event is due. */
    private static final Duration BEFORE = Duration.ofMillis(50);
    /** Latencies are kept to a thousandth of their value. */
    private static final int DIGITS = 3;

    /** Returns an empty histogram of nanoseconds. */
    public static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** Returns a rate that begins in a moment. */
    public static OpenLoopSchedule of(int perSecond) {
        return new OpenLoopSchedule(System.nanoTime() + BEFORE.toNanos(), perSecond);
    }

    /** Waits for the time of an event. */
    public void await(int number) {
        long left;
        while ((left = timeOf(number) - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * Returns how long it took from an event's time to its first arrival, in nanoseconds, for all that arrived.
     *
     * @param sent the webhook ids, by number
     */
    Histogram latencies(List<String> sent, List<Arrival> arrivals) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int number = 0; number < sent.size(); number++) {
            numbers.put(sent.get(number), number);
        }
        Histogram latencies = histogram();
        for (Arrival arrival : arrivals) {
            Integer number = numbers.remove(arrival.id());
            if (number != null) {
                latencies.recordValue(arrival.nanos() - timeOf(number));
            }
        }
        return latencies;
    }

    /** Returns when an event is due, of {@link System#nanoTime()}. */
    public long timeOf(int number) {
        return start + TimeUnit.SECONDS.toNanos(1) * number / perSecond;
    }
}
