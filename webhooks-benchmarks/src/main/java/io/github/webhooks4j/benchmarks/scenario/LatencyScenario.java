package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Contender;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.Percentiles;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long an event takes from its publication to its receipt, at a rate that is offered whatever comes of it (open loop): each
 * event has its time, and from then on it counts, whether or not there was a thread to publish it.
 */
record LatencyScenario(List<Contender> contenders, int seconds) implements Scenario {
    private static final List<Integer> RATES = List.of(200, 2_000);
    /** Enough for publishes of 30 ms at the higher rate. */
    private static final int THREADS = 64;

    private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public Map<String, String> conditions() {
        Map<String, String> conditions = Burst.conditions(List.of(), RATES.get(RATES.size() - 1) * seconds);
        conditions.put("events", "for " + seconds + " s at each of " + RATES + " a second");
        conditions.put(
                "time",
                "from when an event was to be published to its receipt (the first, if repeated); open loop, " + THREADS
                        + " publishing threads");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Contender contender, Stage stage) throws Exception {
        var metrics = new LinkedHashMap<String, Double>();
        for (int rate : RATES) {
            metrics.putAll(measure(contender, stage, rate));
        }
        return metrics;
    }

    private Map<String, Double> measure(Contender contender, Stage stage, int rate) throws Exception {
        try (Running running =
                contender.start(stage.next(List.of("/ok"), Burst.IN_FLIGHT, Burst.IN_FLIGHT, Burst.DEADLINE))) {
            int events = rate * seconds;
            long start = System.nanoTime() + START_NANOS;
            List<String> sent = Publishers.publish(THREADS, events, number -> {
                awaitTime(timeOf(number, start, rate));
                return running.publish(List.of(Jobs.job(number, 0))).get(0);
            });
            stage.receiver().await(events, Burst.PATIENCE);
            Waiting.until(Burst.PATIENCE, contender.name() + " must have nothing left to do, had", running::isDrained);
            List<Arrival> arrivals = stage.receiver().arrivals();
            RoundLedger.check(sent, arrivals);
            return metrics(sent, arrivals, start, rate);
        }
    }

    private static Map<String, Double> metrics(List<String> sent, List<Arrival> arrivals, long start, int rate) {
        var receipts = new HashMap<String, Long>();
        arrivals.forEach(arrival -> receipts.putIfAbsent(arrival.id(), arrival.nanos()));
        var latencies = new long[sent.size()];
        long last = start;
        for (int number = 0; number < latencies.length; number++) {
            long receipt = receipts.get(sent.get(number));
            latencies[number] = receipt - timeOf(number, start, rate);
            last = Math.max(last, receipt);
        }
        Percentiles percentiles = Percentiles.of(latencies);
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put(PER_SECOND, latencies.length / ((last - start) / 1e9));
        metrics.put("p50_ms_at_" + rate, percentiles.at(500) / 1e6);
        metrics.put("p99_ms_at_" + rate, percentiles.at(990) / 1e6);
        metrics.put("p99.9_ms_at_" + rate, percentiles.at(999) / 1e6);
        return metrics;
    }

    private static long timeOf(int number, long start, int rate) {
        return start + TimeUnit.SECONDS.toNanos(1) * number / rate;
    }

    private static void awaitTime(long nanos) {
        long left;
        while ((left = nanos - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
