package io.github.webhooks4j.benchmarks.run;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as a table, for people: a line for each metric of each subject. */
final class Table {
    private Table() {}

    static void print(Results results, PrintWriter out) {
        out.println();
        out.println(results.scenario());
        results.conditions().forEach((name, value) -> out.println("  " + name + ": " + value));
        out.println();
        out.printf(Locale.ROOT, "%-20s %-46s %14s  %s%n", "contender", "metric", "median", "min to max");
        results.subjects().forEach((name, metrics) -> print(name, metrics, out));
        List<String> costs = CostTable.lines(results);
        if (!costs.isEmpty()) {
            out.println();
            costs.forEach(out::println);
        }
        Map<String, Double> ratios = results.ratios();
        if (!ratios.isEmpty()) {
            out.println();
            ratios.forEach((name, ratio) -> out.printf(Locale.ROOT, "%-67s %14.2f%n", name, ratio));
        }
        results.samples().forEach((name, samples) -> {
            out.println();
            out.println("samples of " + name);
            SampleTable.lines(samples).forEach(out::println);
        });
        out.flush();
    }

    private static void print(String subject, Map<String, Summary> metrics, PrintWriter out) {
        String first = subject;
        for (Map.Entry<String, Summary> metric : metrics.entrySet()) {
            Summary spread = metric.getValue();
            out.printf(
                    Locale.ROOT,
                    "%-20s %-46s %14s  %s to %s%n",
                    first,
                    metric.getKey(),
                    number(spread.median()),
                    number(spread.min()),
                    number(spread.max()));
            first = "";
        }
    }

    /** A measurement is accurate to about three digits. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || size == 0 ? "%,.0f" : size >= 1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }
}
