package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.stats.ChainCounts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The figures of one scenario. */
record Summary(
        String scenario,
        int cycles,
        int kills,
        long accepted,
        ChainCounts counts,
        long received,
        long distinct,
        long duplicates,
        int lost,
        int twice,
        int wrong,
        List<Duration> takeovers,
        List<Duration> recoveries,
        Duration took) {

    String lines() {
        return String.format(
                Locale.ROOT,
                """
                %s: %d cycles, %d kills in %s
                  accepted %d events, %d chains: %d complete, %d interrupted
                  received %d deliveries, %d distinct, %d duplicates (again after a 200)
                  lost %d, advanced twice %d, wrong %d
                  takeover %s; recovery of the nodes %s
                """,
                scenario,
                cycles,
                kills,
                seconds(took),
                accepted,
                counts.accepted(),
                counts.complete(),
                counts.interrupted(),
                received,
                distinct,
                duplicates,
                lost,
                twice,
                wrong,
                spread(takeovers),
                spread(recoveries));
    }

    /** Returns the sums that matter, in one line. */
    static String total(List<Summary> all) {
        return String.format(
                Locale.ROOT,
                "in all: %d cycles, %d kills, %d events accepted, %d deliveries received, lost %d, advanced twice %d",
                all.stream().mapToInt(Summary::cycles).sum(),
                all.stream().mapToInt(Summary::kills).sum(),
                all.stream().mapToLong(Summary::accepted).sum(),
                all.stream().mapToLong(Summary::received).sum(),
                all.stream().mapToInt(Summary::lost).sum(),
                all.stream().mapToInt(Summary::twice).sum());
    }

    private static String spread(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return sorted.isEmpty()
                ? "not measured"
                : "median " + seconds(sorted.get(sorted.size() / 2)) + ", max " + seconds(sorted.get(sorted.size() - 1))
                        + " of " + sorted.size();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
