package io.github.webhooks4j.benchmarks.run;

import java.util.Arrays;

/** Percentiles of exact values: the nearest rank, so that each is a value that was measured. Immutable. */
public final class Percentiles {
    private final long[] sorted;

    private Percentiles(long[] sorted) {
        this.sorted = sorted;
    }

    /**
     * Returns the percentiles of values.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Percentiles of(long[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("percentiles must be of one value at least, was of none");
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Percentiles(sorted);
    }

    /** Returns the value that half of them do not exceed. */
    public long p50() {
        return at(500);
    }

    /** Returns the value that 99 of a hundred do not exceed. */
    public long p99() {
        return at(990);
    }

    /** Returns the value that 999 of a thousand do not exceed. */
    public long p999() {
        return at(999);
    }

    private long at(int perMille) {
        long rank = ((long) perMille * sorted.length + 999) / 1000;
        return sorted[(int) rank - 1];
    }
}
