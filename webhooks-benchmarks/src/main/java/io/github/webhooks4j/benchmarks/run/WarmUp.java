package io.github.webhooks4j.benchmarks.run;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * When a contender is measured: once the JVM's compilers have little left to do for any of them. Immutable.
 *
 * @param most the most rounds that are run to warm up
 * @param untilIdle whether more than one is run until the compilers are idle
 */
record WarmUp(int most, boolean untilIdle) {
    /** No round to warm up. */
    static final WarmUp NONE = new WarmUp(0, false);

    /** The share of the CPU time of a contender's turn from which on the compilers disturb it. */
    static final double LIMIT = 0.02;

    /** Returns the share of the compilers in the CPU time of this process during a turn. */
    static double share(JvmCpu.Used turn) {
        return turn.total().isZero()
                ? 0
                : (double) turn.compilers().toNanos() / turn.total().toNanos();
    }

    /**
     * Returns whether another round is needed.
     *
     * @param done how many rounds were run
     * @param shares of the compilers in the last of them, by contender; empty before the first
     */
    boolean needsAnother(int done, Map<String, Double> shares) {
        return done < most && (done == 0 || (untilIdle && !isWarm(shares)));
    }

    /** Returns how it ended, as a sentence for the reader of the figures. */
    String outcome(int done, Map<String, Double> shares) {
        if (done == 0) {
            return "none";
        }
        String rounds = done == 1 ? "1 round" : done + " rounds";
        if (!untilIdle) {
            return rounds;
        }
        if (isWarm(shares)) {
            return rounds + ", until the compilers took less than 2 % of the CPU in the turn of each contender";
        }
        return rounds + ", which is the limit; in the last one the compilers still took "
                + shares.entrySet().stream()
                        .filter(share -> share.getValue() >= LIMIT)
                        .map(share ->
                                String.format(Locale.ROOT, "%.1f %% of %s", 100 * share.getValue(), share.getKey()))
                        .collect(Collectors.joining(", "));
    }

    private static boolean isWarm(Map<String, Double> shares) {
        return shares.values().stream().allMatch(share -> share < LIMIT);
    }
}
