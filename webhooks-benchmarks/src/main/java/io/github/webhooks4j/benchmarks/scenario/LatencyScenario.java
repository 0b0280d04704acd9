package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long an event takes from its publication to its receipt, at a steady rate (open loop): each event is due at its
 * own time and is timed from then on, whether or not a thread was free to publish it.
 */
public record LatencyScenario(List<Subject> subjects, int seconds) implements Scenario {
    private static final List<Integer> RATES = List.of(200, 2_000);
    /** Enough for publishes of 30 ms at the higher rate. */
    private static final int THREADS = 64;

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
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var metrics = new LinkedHashMap<String, Double>();
        for (int rate : RATES) {
            metrics.putAll(measure(subject, stage, rate));
        }
        return metrics;
    }

    private Map<String, Double> measure(Subject subject, Stage stage, int rate) throws Exception {
        try (Running running =
                subject.start(stage.next(List.of("/ok"), Burst.IN_FLIGHT, Burst.IN_FLIGHT, Burst.DEADLINE))) {
            int events = rate * seconds;
            Usage before = Usage.now(stage);
            OpenLoopSchedule schedule = OpenLoopSchedule.of(rate);
            List<String> sent = Publishers.publish(THREADS, events, number -> {
                schedule.await(number);
                return running.publish(List.of(Jobs.job(number, 0))).get(0);
            });
            stage.receiver().await(events, Burst.PATIENCE);
            Waiting.until(Burst.PATIENCE, subject.name() + " must have nothing left to do, had", running::isDrained);
            Usage used = Usage.now(stage).since(before);
            List<Arrival> arrivals = stage.receiver().arrivals();
            RoundLedger.check(sent, arrivals);
            return metrics(schedule, sent, arrivals, used);
        }
    }

    private static Map<String, Double> metrics(
            OpenLoopSchedule schedule, List<String> sent, List<Arrival> arrivals, Usage used) {
        Histogram latencies = schedule.latencies(sent, arrivals);
        double seconds = (arrivals.get(arrivals.size() - 1).nanos() - schedule.start()) / 1e9;
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put(PER_SECOND, sent.size() / seconds);
        metrics.putAll(used.cpuPerDelivery(sent.size()));
        metrics.put(CPU + "_at_" + schedule.perSecond(), used.cpuMicros(sent.size()));
        metrics.put("p50_ms_at_" + schedule.perSecond(), latencies.getValueAtPercentile(50) / 1e6);
        metrics.put(P99 + "_at_" + schedule.perSecond(), latencies.getValueAtPercentile(99) / 1e6);
        metrics.put("p99.9_ms_at_" + schedule.perSecond(), latencies.getValueAtPercentile(99.9) / 1e6);
        return metrics;
    }
}
