package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.run.Scenario;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The result of a {@link Load}.
 *
 * @param perSecond received in a second of the burst
 * @param cpuMicros CPU time of a delivery of the burst, of all processes
 * @param latencies at the steady rate, in nanoseconds
 */
record Endured(double perSecond, double cpuMicros, Histogram latencies) {
    /** Adds the result as metrics, under names with one suffix. */
    void tell(String suffix, Map<String, Double> metrics) {
        metrics.put(Scenario.PER_SECOND + suffix, perSecond);
        metrics.put(Scenario.CPU + suffix, cpuMicros);
        metrics.put("p50_ms" + suffix, latencies.getValueAtPercentile(50) / 1e6);
        metrics.put(Scenario.P99 + suffix, p99() / 1e6);
    }

    /** Adds the result, and its share of the result without the load, for which there are goals. */
    void tell(String suffix, Endured without, Map<String, Double> metrics) {
        tell(suffix, metrics);
        metrics.put(Scenario.SHARE + Scenario.PER_SECOND + suffix, perSecond / without.perSecond);
        metrics.put(Scenario.SHARE + Scenario.P99 + suffix, (double) p99() / without.p99());
    }

    private long p99() {
        return latencies.getValueAtPercentile(99);
    }
}
