package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.run.Scenario;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The result of a {@link Load}.
 *
 * @param perSecond received in a second of the burst
 * @param received the share of the burst that was received in time; only if it is 1 the rest has a meaning
 * @param cpuMicros CPU time of a delivery of the burst, of all processes
 * @param latencies of what was received at the steady rate, in nanoseconds
 * @param receivedAtRate the share that was received in time at the steady rate
 */
record Endured(double perSecond, double received, double cpuMicros, Histogram latencies, double receivedAtRate) {
    /** Returns the result of a burst that was not received in time. */
    static Endured unfinished(double perSecond, double received) {
        return new Endured(perSecond, received, 0, OpenLoopSchedule.histogram(), 0);
    }

    /** Adds the result as metrics, under names with one suffix, as far as there are values. */
    void tell(String suffix, Map<String, Double> metrics) {
        metrics.put(Scenario.PER_SECOND + suffix, perSecond);
        if (isFinished()) {
            metrics.put(Scenario.CPU + suffix, cpuMicros);
        }
        if (has(50)) {
            metrics.put("p50_ms" + suffix, percentile(50));
        }
        if (has(99)) {
            metrics.put(Scenario.P99 + suffix, percentile(99));
        }
    }

    /** Adds the result, and its share of the result without the load, for which there are goals. */
    void tell(String suffix, Endured without, Map<String, Double> metrics) {
        tell(suffix, metrics);
        metrics.put("received_share" + suffix, received);
        if (isFinished()) {
            metrics.put("received_share_at_rate" + suffix, receivedAtRate);
        }
        metrics.put(Scenario.SHARE + Scenario.PER_SECOND + suffix, perSecond / without.perSecond);
        if (has(99) && without.has(99)) {
            metrics.put(Scenario.SHARE + Scenario.P99 + suffix, percentile(99) / without.percentile(99));
        }
    }

    private boolean isFinished() {
        return received == 1;
    }

    /** Returns whether a percentile is known: what was not received took longer than all that was. */
    private boolean has(double percent) {
        return percent <= 100 * receivedAtRate;
    }

    private double percentile(double percent) {
        return latencies.getValueAtPercentile(percent / receivedAtRate) / 1e6;
    }
}
