package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.receiver.ReceiverProcess;
import io.github.webhooks4j.benchmarks.run.Percentiles;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What one contender is put under while something weighs on it: first a burst, then events one by one at a steady rate. Of
 * destinations that never answer nothing is expected. Confined to one thread.
 */
final class Load {
    /** Offered a second, open loop. */
    static final int RATE = 1_000;

    private static final int BATCH = 100;
    private static final int THREADS = 32;

    private final Running running;
    private final ReceiverProcess receiver;
    private final int destinations;
    private final int silent;
    private int next;

    /**
     * Creates a load on a contender.
     *
     * @param destinations how many it has; events go to them in turn
     * @param silent so many of them, the last, never answer
     */
    Load(Running running, ReceiverProcess receiver, int destinations, int silent) {
        this.running = running;
        this.receiver = receiver;
        this.destinations = destinations;
        this.silent = silent;
    }

    /** Publishes events in batches; returns how many a second were received, of those that can be. */
    double burst(int events) {
        receiver.reset();
        int from = next;
        next += events;
        var expected = new ArrayList<String>(events);
        long start = System.nanoTime();
        for (int first = from; first < next; first += BATCH) {
            int end = Math.min(first + BATCH, next);
            var jobs = new ArrayList<Job>(BATCH);
            for (int number = first; number < end; number++) {
                jobs.add(Jobs.job(number, number % destinations));
            }
            List<String> ids = running.publish(jobs);
            for (int i = 0; i < ids.size(); i++) {
                if (answers(first + i)) {
                    expected.add(ids.get(i));
                }
            }
        }
        List<Arrival> arrivals = arrivals(expected);
        return expected.size() / ((last(arrivals) - start) / 1e9);
    }

    /** Publishes for so many seconds at the rate; returns how long those took, in nanoseconds, that can be received. */
    Percentiles latencies(int seconds) throws InterruptedException {
        receiver.reset();
        int from = next;
        int events = RATE * seconds;
        next += events;
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        List<String> sent = Publishers.publish(THREADS, events, number -> {
            awaitTime(timeOf(number, start));
            return running.publish(List.of(Jobs.job(from + number, (from + number) % destinations)))
                    .get(0);
        });
        var expected = new ArrayList<String>(events);
        var times = new HashMap<String, Long>();
        for (int number = 0; number < events; number++) {
            if (answers(from + number)) {
                expected.add(sent.get(number));
                times.put(sent.get(number), timeOf(number, start));
            }
        }
        Set<String> seen = new HashSet<>();
        return Percentiles.of(arrivals(expected).stream()
                .filter(arrival -> seen.add(arrival.id()))
                .mapToLong(arrival -> arrival.nanos() - times.get(arrival.id()))
                .toArray());
    }

    /** Puts what a burst and a latency came to under names that end alike. */
    void measure(int events, int seconds, String suffix, Map<String, Double> metrics) throws InterruptedException {
        metrics.put("per_second" + suffix, burst(events));
        Percentiles latencies = latencies(seconds);
        metrics.put("p50_ms" + suffix, latencies.at(50) / 1e6);
        metrics.put("p99_ms" + suffix, latencies.at(99) / 1e6);
    }

    /** Adds what the goals are about: a metric under weight as a share of the same one without. */
    static void compare(String suffix, Map<String, Double> metrics) {
        metrics.put("throughput_share" + suffix, metrics.get("per_second" + suffix) / metrics.get("per_second"));
        metrics.put("p99_share" + suffix, metrics.get("p99_ms" + suffix) / metrics.get("p99_ms"));
    }

    private boolean answers(int number) {
        return number % destinations < destinations - silent;
    }

    private List<Arrival> arrivals(List<String> expected) {
        receiver.await(expected.size(), Burst.PATIENCE);
        List<Arrival> arrivals = receiver.arrivals();
        RoundLedger.check(expected, arrivals);
        return arrivals;
    }

    private static long last(List<Arrival> arrivals) {
        return arrivals.stream().mapToLong(Arrival::nanos).max().orElseThrow();
    }

    private static long timeOf(int number, long start) {
        return start + TimeUnit.SECONDS.toNanos(1) * number / RATE;
    }

    private static void awaitTime(long nanos) {
        long left;
        while ((left = nanos - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
