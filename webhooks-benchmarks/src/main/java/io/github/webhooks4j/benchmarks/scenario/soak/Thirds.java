package io.github.webhooks4j.benchmarks.scenario.soak;

import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.scenario.OpenLoopSchedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The first, middle and last third of the samples of a run, from which a reader sees what grows. Confined to one thread.
 *
 * <p>Of a value each third has the mean; of latencies the percentile of all.
 */
final class Thirds {
    private static final List<String> NAMES = List.of("_first", "_middle", "_last");
    private static final String GROWTH = "growth_";

    private final int samples;
    private final List<List<Map<String, Double>>> values = new ArrayList<>();
    private final List<Histogram> latencies = new ArrayList<>();
    private int next;

    /** Creates thirds of a number of samples, at least 3. */
    Thirds(int samples) {
        this.samples = samples;
        for (int third = 0; third < NAMES.size(); third++) {
            values.add(new ArrayList<>());
            latencies.add(OpenLoopSchedule.histogram());
        }
    }

    /** Adds the next sample. */
    void add(Map<String, Double> sample, Histogram took) {
        int third = next * NAMES.size() / samples;
        values.get(third).add(sample);
        latencies.get(third).add(took);
        next++;
    }

    /** Returns each value by third, if the samples have it, and what the last third is of the middle one. */
    Map<String, Double> metrics(List<String> names) {
        var metrics = new LinkedHashMap<String, Double>();
        for (String name : names) {
            if (values.get(0).get(0).containsKey(name)) {
                put(name, values.stream().map(third -> mean(third, name)).toList(), metrics);
            }
        }
        put(
                Scenario.P99,
                latencies.stream()
                        .map(third -> third.getValueAtPercentile(99) / 1e6)
                        .toList(),
                metrics);
        return metrics;
    }

    private static void put(String name, List<Double> thirds, Map<String, Double> metrics) {
        for (int third = 0; third < NAMES.size(); third++) {
            metrics.put(name + NAMES.get(third), thirds.get(third));
        }
        if (thirds.get(1) > 0) {
            metrics.put(GROWTH + name, thirds.get(2) / thirds.get(1));
        }
    }

    private static double mean(List<Map<String, Double>> samples, String name) {
        return samples.stream()
                .mapToDouble(sample -> sample.get(name))
                .average()
                .orElseThrow();
    }
}
