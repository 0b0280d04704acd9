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

    /** The turn of one subject in a round. */
    private record Turn(Map<String, Double> metrics, List<Map<String, Double>> samples, double compilers) {}

    /** Runs rounds to warm up, which are not counted, and then the counted ones. */
    Results run(WarmUp warmUp, int rounds) throws Exception {
        int done = 0;
        Map<String, Double> shares = Map.of();
        while (warmUp.needsAnother(done, shares)) {
            done++;
            shares = new LinkedHashMap<>();
            for (Map.Entry<String, Turn> turn : run("warm-up " + done).entrySet()) {
                shares.put(turn.getKey(), turn.getValue().compilers());
            }
        }
        String warmed = warmUp.outcome(done, shares);
        progress.println("warm-up: " + warmed);
        var measured = new LinkedHashMap<String, List<Map<String, Double>>>();
        var samples = new LinkedHashMap<String, List<Map<String, Double>>>();
        for (int round = 1; round <= rounds; round++) {
            run("round " + round).forEach((name, turn) -> {
                measured.computeIfAbsent(name, absent -> new ArrayList<>()).add(turn.metrics());
                if (!turn.samples().isEmpty()) {
                    samples.computeIfAbsent(name, absent -> new ArrayList<>()).addAll(turn.samples());
                }
            });
        }
        var spreads = new LinkedHashMap<String, Map<String, Summary>>();
        measured.forEach((name, all) -> spreads.put(name, Results.over(all)));
        return new Results(scenario.name(), conditions(warmed, rounds), spreads, samples);
    }

    private Map<String, Turn> run(String round) throws Exception {
        var turns = new LinkedHashMap<String, Turn>();
        for (Subject subject : scenario.subjects()) {
            var samples = new ArrayList<Map<String, Double>>();
            stage.collect(sample -> {
                samples.add(sample);
                progress.println(round + " " + subject.name() + " " + SampleTable.line(sample));
            });
            JvmCpu.Used before = stage.cpu().self().now();
            Map<String, Double> metrics = scenario.measure(subject, stage);
            double compilers = WarmUp.share(stage.cpu().self().now().since(before));
            progress.printf(
                    Locale.ROOT,
                    "%s %-20s %,12.1f/s, compilers %.1f %% of the CPU%n",
                    round,
                    subject.name(),
                    metrics.get(Scenario.PER_SECOND),
                    100 * compilers);
            turns.put(subject.name(), new Turn(metrics, List.copyOf(samples), compilers));
        }
        return turns;
    }

    private Map<String, String> conditions(String warmUp, int rounds) {
        var conditions = new LinkedHashMap<>(Conditions.ofThisMachine());
        conditions.put("warm-up", warmUp);
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
