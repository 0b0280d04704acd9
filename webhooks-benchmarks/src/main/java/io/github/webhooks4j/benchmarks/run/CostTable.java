package io.github.webhooks4j.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a delivery costs with each contender, beside the bare client: a line for each, of medians. */
final class CostTable {
    private CostTable() {}

    /** Returns the table; empty for a scenario whose contenders do not deliver. */
    static List<String> lines(Results results) {
        if (results.subjects().values().stream().noneMatch(metrics -> metrics.containsKey(Scenario.CPU))) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.add("Medians; CPU in microseconds per delivery, the sum without compilers; ratios to " + Scenario.BASE
                + ", higher is better.");
        lines.add(
                line("contender", "per second", "ratio", "CPU", "ratio", "process", "server", "receiver", "compilers"));
        results.subjects().forEach((name, metrics) -> lines.add(line(name, metrics, results)));
        return lines;
    }

    private static String line(String name, Map<String, Summary> metrics, Results results) {
        return line(
                name,
                number("%,.0f", median(metrics, Scenario.PER_SECOND)),
                number("%.2f", results.ratio(name, Scenario.BASE, Scenario.PER_SECOND)),
                number("%,.1f", median(metrics, Scenario.CPU)),
                number("%.2f", results.cpuRatio(name, Scenario.BASE, Scenario.CPU)),
                number("%,.1f", median(metrics, Scenario.CPU + Usage.PROCESS)),
                number("%,.1f", median(metrics, Scenario.CPU + Usage.SERVER)),
                number("%,.1f", median(metrics, Scenario.CPU + Usage.RECEIVER)),
                number("%,.1f", median(metrics, Scenario.CPU + Usage.COMPILERS)));
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-20s %12s %7s %9s %7s %9s %9s %9s %10s", cells);
    }

    private static @Nullable Double median(Map<String, Summary> metrics, String metric) {
        Summary summary = metrics.get(metric);
        return summary == null ? null : summary.median();
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}
