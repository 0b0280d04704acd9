package io.github.webhooks4j.benchmarks.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured.
 *
 * @param scenario its scenario
 * @param conditions under which, by name
 * @param subjects each subject's metrics, in the order of their turns
 * @param samples the course of each subject's counted rounds, if the scenario takes samples: values by name
 */
public record Results(
        String scenario,
        Map<String, String> conditions,
        Map<String, Map<String, Summary>> subjects,
        Map<String, List<Map<String, Double>>> samples) {
    /** Creates the results of a scenario that takes no samples. */
    Results(String scenario, Map<String, String> conditions, Map<String, Map<String, Summary>> subjects) {
        this(scenario, conditions, subjects, Map.of());
    }

    /** Returns the summary of the rounds of one subject. */
    static Map<String, Summary> over(List<Map<String, Double>> rounds) {
        var values = new LinkedHashMap<String, List<Double>>();
        for (Map<String, Double> round : rounds) {
            round.forEach((metric, value) ->
                    values.computeIfAbsent(metric, absent -> new ArrayList<>()).add(value));
        }
        var spreads = new LinkedHashMap<String, Summary>();
        values.forEach((metric, all) -> spreads.put(metric, Summary.of(all)));
        return spreads;
    }

    /**
     * Returns the ratios that have goals, of medians. Those of this library to each of the others, and of the others to the bare
     * client, are named as in {@code webhooks-sqlite/raw-okhttp}, or with their metric where it is not the main one, as in {@code
     * webhooks-sqlite/raw-okhttp p99_ms_at_200}; a metric that is already a share is named as in {@code webhooks-sqlite
     * share_of_per_second_parked}.
     *
     * <p>Those of CPU time are the other way round, so that more is better there too: {@code raw-okhttp/webhooks-sqlite cpu_us} is
     * what the bare client uses divided by what this library uses.
     */
    Map<String, Double> ratios() {
        var ratios = new LinkedHashMap<String, Double>();
        subjects.forEach((name, metrics) -> {
            subjects.keySet().stream()
                    .filter(other -> isCompared(name, other))
                    .forEach(other -> metrics.keySet().forEach(metric -> compare(name, other, metric, ratios)));
            metrics.forEach((metric, spread) -> {
                if (isOurs(name) && metric.startsWith(Scenario.SHARE)) {
                    ratios.put(name + " " + metric, spread.median());
                }
            });
        });
        return ratios;
    }

    /** Returns the ratio of a median to that of another subject; null if it is not known of both. */
    @Nullable Double ratio(String name, String other, String metric) {
        Summary own = metric(name, metric);
        Summary others = metric(other, metric);
        return own == null || others == null || others.median() == 0 ? null : own.median() / others.median();
    }

    /** Returns how many times as much as a subject another one uses; null if it is not known of both. */
    @Nullable Double cpuRatio(String name, String other, String metric) {
        Double inverse = ratio(name, other, metric);
        return inverse == null || inverse == 0 ? null : 1 / inverse;
    }

    private @Nullable Summary metric(String subject, String metric) {
        Map<String, Summary> metrics = subjects.get(subject);
        return metrics == null ? null : metrics.get(metric);
    }

    private static boolean isOurs(String subject) {
        return subject.startsWith("webhooks-");
    }

    private static boolean isCompared(String name, String other) {
        return isOurs(name) ? !isOurs(other) : other.equals(Scenario.BASE) && !name.equals(Scenario.BASE);
    }

    private void compare(String name, String other, String metric, Map<String, Double> ratios) {
        boolean isCpu = isCpuOfAll(metric);
        if (!isCpu && !metric.startsWith(Scenario.PER_SECOND) && !metric.startsWith(Scenario.P99)) {
            return;
        }
        Double ratio = isCpu ? cpuRatio(name, other, metric) : ratio(name, other, metric);
        if (ratio != null) {
            String pair = isCpu ? other + "/" + name : name + "/" + other;
            ratios.put(metric.equals(Scenario.PER_SECOND) ? pair : pair + " " + metric, ratio);
        }
    }

    /** Returns whether a metric is the CPU time of all processes; those of one are parts of it. */
    private static boolean isCpuOfAll(String metric) {
        return metric.startsWith(Scenario.CPU)
                && Usage.PARTS.stream().noneMatch(part -> metric.startsWith(Scenario.CPU + part));
    }
}
