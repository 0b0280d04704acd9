package io.github.webhooks4j.benchmarks.run;

import io.github.webhooks4j.benchmarks.Subject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Runs a scenario: the subjects take turns, round after round, so that a disturbance of the machine affects all of them. */
final class Rounds {
    private final Scenario scenario;
    private final Stage stage;
    private final PrintWriter progress;

    Rounds(Scenario scenario, Stage stage, PrintWriter progress) {
        this.scenario = scenario;
        this.stage = stage;
        this.progress = progress;
    }

    /** Runs one round to warm up if requested, which is not counted, and then the counted ones. */
    Results run(boolean warmUp, int rounds) throws Exception {
        var measured = new LinkedHashMap<String, List<Map<String, Double>>>();
        for (int round = warmUp ? 0 : 1; round <= rounds; round++) {
            for (Subject subject : scenario.subjects()) {
                Map<String, Double> metrics = scenario.measure(subject, stage);
                progress.printf(
                        Locale.ROOT,
                        "%s %-20s %,12.1f/s%n",
                        round == 0 ? "warm-up" : "round " + round,
                        subject.name(),
                        metrics.get(Scenario.PER_SECOND));
                if (round > 0) {
                    measured.computeIfAbsent(subject.name(), absent -> new ArrayList<>())
                            .add(metrics);
                }
            }
        }
        var spreads = new LinkedHashMap<String, Map<String, Summary>>();
        measured.forEach((name, all) -> spreads.put(name, Results.over(all)));
        return new Results(scenario.name(), conditions(rounds), spreads);
    }

    private Map<String, String> conditions(int rounds) {
        var conditions = new LinkedHashMap<>(Conditions.ofThisMachine());
        conditions.put("rounds", Integer.toString(rounds));
        conditions.putAll(scenario.conditions());
        new TreeMap<>(stage.databases().settings())
                .forEach((setting, value) -> conditions.put("postgresql " + setting, value));
        for (Subject subject : scenario.subjects()) {
            conditions.put("tuning of " + subject.name(), subject.tuning());
        }
        return conditions;
    }
}
