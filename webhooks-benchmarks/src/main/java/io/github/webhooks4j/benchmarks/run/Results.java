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

    /** Returns what the rounds of one contender come to. */
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
     * Returns the ratios of the medians of what is done in a second, of the product to everybody else, named as in {@code
     * webhooks-sqlite/raw-okhttp}; with more than one load those of each, as in {@code webhooks-sqlite/raw-okhttp per_second_128}.
     */
    Map<String, Double> ratios() {
        var ratios = new LinkedHashMap<String, Double>();
        contenders.forEach((ours, metrics) -> {
            if (ours.startsWith("webhooks-")) {
                contenders.forEach((other, others) -> {
                    if (!other.startsWith("webhooks-")) {
                        addRatios(ours, metrics, other, others, ratios);
                    }
                });
            }
        });
        return ratios;
    }

    private static void addRatios(
            String ours,
            Map<String, Spread> metrics,
            String other,
            Map<String, Spread> others,
            Map<String, Double> ratios) {
        metrics.forEach((metric, spread) -> {
            Spread compared = others.get(metric);
            if (metric.startsWith(Scenario.PER_SECOND) && compared != null) {
                String load = metric.equals(Scenario.PER_SECOND) ? "" : " " + metric;
                ratios.put(ours + "/" + other + load, spread.median() / compared.median());
            }
        });
    }
}
