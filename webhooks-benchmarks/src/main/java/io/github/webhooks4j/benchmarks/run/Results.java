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
 * @param contenders each contender's metrics, in the order of their turns
 */
public record Results(String scenario, Map<String, String> conditions, Map<String, Map<String, Spread>> contenders) {

    /** Returns the summary of the rounds of one contender. */
    static Map<String, Spread> over(List<Map<String, Double>> rounds) {
        var values = new LinkedHashMap<String, List<Double>>();
        for (Map<String, Double> round : rounds) {
            round.forEach((metric, value) ->
                    values.computeIfAbsent(metric, absent -> new ArrayList<>()).add(value));
        }
        var spreads = new LinkedHashMap<String, Spread>();
        values.forEach((metric, all) -> spreads.put(metric, Spread.of(all)));
        return spreads;
    }

    /**
     * Returns the ratios that have goals. Those of this library's medians to those of the others are named as in {@code
     * webhooks-sqlite/raw-okhttp}, or with their metric where it is not the main one, as in {@code webhooks-sqlite/raw-okhttp
     * p99_ms_at_200}; a metric that is already a share is named as in {@code webhooks-sqlite share_of_per_second_parked}.
     */
    Map<String, Double> ratios() {
        var ratios = new LinkedHashMap<String, Double>();
        contenders.forEach((name, metrics) -> {
            if (isOurs(name)) {
                contenders.forEach((other, others) -> {
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

    private static boolean isOurs(String contender) {
        return contender.startsWith("webhooks-");
    }

    private static void compare(
            String pair, Map<String, Spread> metrics, Map<String, Spread> others, Map<String, Double> ratios) {
        metrics.forEach((metric, spread) -> {
            Spread other = others.get(metric);
            boolean isGoal = metric.startsWith(Scenario.PER_SECOND) || metric.startsWith(Scenario.P99);
            if (isGoal && other != null) {
                String name = metric.equals(Scenario.PER_SECOND) ? pair : pair + " " + metric;
                ratios.put(name, spread.median() / other.median());
            }
        });
    }
}
