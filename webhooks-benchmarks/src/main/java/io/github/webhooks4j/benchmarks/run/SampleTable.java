package io.github.webhooks4j.benchmarks.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The course of rounds as a table: a line for each sample, a column for each name, as wide as it must be. */
final class SampleTable {
    private SampleTable() {}

    /** Returns the table; samples that lack a name have a hyphen there. */
    static List<String> lines(List<Map<String, Double>> samples) {
        Set<String> names = new LinkedHashSet<>();
        samples.forEach(sample -> names.addAll(sample.keySet()));
        var columns = new ArrayList<List<String>>();
        for (String name : names) {
            var column = new ArrayList<String>();
            column.add(name);
            samples.forEach(sample -> column.add(sample.containsKey(name) ? Table.number(sample.get(name)) : "-"));
            columns.add(column);
        }
        var lines = new ArrayList<String>();
        for (int row = 0; row <= samples.size(); row++) {
            int number = row;
            lines.add(columns.stream().map(column -> cell(column, number)).collect(Collectors.joining("  ")));
        }
        return lines;
    }

    /** Returns one sample for the reader who waits for the rest. */
    static String line(Map<String, Double> sample) {
        return sample.entrySet().stream()
                .map(value -> value.getKey() + " " + Table.number(value.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String cell(List<String> column, int row) {
        int width = column.stream().mapToInt(String::length).max().orElseThrow();
        return String.format(Locale.ROOT, "%" + width + "s", column.get(row));
    }
}
