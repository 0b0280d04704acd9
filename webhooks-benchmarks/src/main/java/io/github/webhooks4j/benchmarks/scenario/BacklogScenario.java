package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Backlogged;
import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The effect of very many deliveries that wait for one destination on a healthy one. */
public record BacklogScenario(
        List<Subject> subjects, int backlog, int events, int seconds, Duration deadline, Duration patience)
        implements Scenario {
    private static final Duration GAP = Duration.ofHours(6);
    private static final int ALL_IN_FLIGHT = 8 * Burst.IN_FLIGHT;

    /** Responds: what is sent before it is due arrives, and voids the run. */
    private static final String PARKED = "/ok/parked";

    private static final String DEAD = "/hang";

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "backlog",
                backlog
                        + " deliveries to one other destination: none; parked (due in 6 h; those of this library have"
                        + " failed once); dead (all due, and it never responds: from the first request to it on)");
        conditions.put(
                "sent",
                events + " events in batches of 100 to one healthy destination, until all are received"
                        + Burst.tenths(subjects));
        conditions.put(
                "latency",
                "then " + seconds + " s at " + Load.RATE + " a second, open loop, publish to receipt"
                        + Burst.tenths(subjects));
        conditions.put("limit", Load.limit(patience));
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var backlogged = (Backlogged) subject;
        var metrics = new LinkedHashMap<String, Double>();
        Endured empty = measureEmpty(subject, stage);
        empty.tell("", metrics);
        measureFilled(backlogged, stage, PARKED, GAP).tell("_parked", empty, metrics);
        measureFilled(backlogged, stage, DEAD, Duration.ZERO).tell("_dead", empty, metrics);
        return metrics;
    }

    private Endured measureEmpty(Subject subject, Stage stage) throws Exception {
        try (Running running = subject.start(next(stage, PARKED))) {
            return Load.onOne(subject, running, stage).measure(events, seconds);
        }
    }

    private Endured measureFilled(Backlogged subject, Stage stage, String other, Duration dueIn) throws Exception {
        Setup setup = next(stage, other);
        subject.fill(setup, new Job("waiting", 1, Jobs.body()), backlog, dueIn);
        try (Running running = subject.start(setup)) {
            if (dueIn.isZero()) {
                Waiting.until(
                        Burst.PATIENCE,
                        subject.name() + " must have begun with its backlog, had not",
                        () -> stage.receiver().hung() > 0);
            }
            return Load.onOne(subject, running, stage).measureWithin(patience, events, seconds);
        }
    }

    private Setup next(Stage stage, String other) {
        return stage.next(List.of("/ok", other), Burst.IN_FLIGHT, ALL_IN_FLIGHT, deadline);
    }
}
