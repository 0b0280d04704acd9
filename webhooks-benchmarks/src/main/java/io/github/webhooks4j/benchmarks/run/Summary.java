package io.github.webhooks4j.benchmarks.run;

import java.util.List;

/** One metric over all rounds. */
public record Summary(double median, double min, double max) {
    /**
     * Returns the spread of values.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Summary of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a summary must be of one value at least, was of none");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Summary(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
