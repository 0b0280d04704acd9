package io.github.webhooks4j.benchmarks.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run measured.
 *
 * @param scenario its scenario
 * @param conditions under which, by name
 * @param subjects each subject's metrics, in the order of their turns
 */
public record Results(String scenario, Map<String, String> conditions, Map<String, Map<String, Summary>> subjects) {

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
     * Returns the ratios that have goals. Those of this library's medians to those of the others are named as in {@code
     * webhooks-sqlite/raw-okhttp}, or with their metric where it is not the main one, as in {@code webhooks-sqlite/raw-okhttp
     * p99_ms_at_200}; a metric that is already a share is named as in {@code webhooks-sqlite share_of_per_second_parked}.
     */
    Map<String, Double> ratios() {
        var ratios = new LinkedHashMap<String, Double>();
        subjects.forEach((name, metrics) -> {
            if (isOurs(name)) {
                subjects.forEach((other, others) -> {
                    if (!isOurs(other)) {
                        compare(name + "/" + other, metrics, others, ratios);
                    }
                });
                metrics.forEach((metric, spread) -> {
                    if (metric.startsWith(Scenario.SHARE)) {
                        ratios.put(name + " " + metric, spread.median());
                    }
                });
            }
        });
        return ratios;
    }

    private static boolean isOurs(String subject) {
        return subject.startsWith("webhooks-");
    }

    private static void compare(
            String pair, Map<String, Summary> metrics, Map<String, Summary> others, Map<String, Double> ratios) {
        metrics.forEach((metric, spread) -> {
            Summary other = others.get(metric);
            boolean isGoal = metric.startsWith(Scenario.PER_SECOND) || metric.startsWith(Scenario.P99);
            if (isGoal && other != null) {
                String name = metric.equals(Scenario.PER_SECOND) ? pair : pair + " " + metric;
                ratios.put(name, spread.median() / other.median());
            }
        });
    }
}
