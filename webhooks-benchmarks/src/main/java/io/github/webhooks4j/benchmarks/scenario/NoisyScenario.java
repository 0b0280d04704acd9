package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The effect of destinations that never respond on the healthy ones. */
public record NoisyScenario(
        List<Subject> subjects, int destinations, int events, int seconds, Duration deadline, Duration patience)
        implements Scenario {
    /** Of ten destinations, those that hang. */
    private static final int SILENT_OF_TEN = 1;

    private static final int IN_FLIGHT_EACH = 8;
    private static final int IN_FLIGHT = 2_000;

    @Override
    public String name() {
        return "noisy";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "destinations",
                destinations + ", none of which hangs; then every tenth hangs to the deadline of "
                        + deadline.toSeconds() + " s; " + IN_FLIGHT_EACH + " requests at a time each at most, "
                        + IN_FLIGHT + " in all");
        conditions.put(
                "sent",
                events + " events in batches of 100, to all in turn, until the healthy ones have theirs;"
                        + " the throughput is that of the nine tenths that are healthy both times"
                        + Burst.tenths(subjects));
        conditions.put(
                "latency",
                "then " + seconds + " s at " + Load.RATE + " a second, open loop, of the healthy ones"
                        + Burst.tenths(subjects));
        conditions.put("limit", Load.limit(patience));
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var metrics = new LinkedHashMap<String, Double>();
        Endured quiet = measure(subject, stage, true);
        quiet.tell("", metrics);
        measure(subject, stage, false).tell("_noisy", quiet, metrics);
        return metrics;
    }

    private Endured measure(Subject subject, Stage stage, boolean allRespond) throws Exception {
        var all = new Load.Destinations(destinations, Math.max(1, destinations * SILENT_OF_TEN / 10));
        var paths = new ArrayList<String>(destinations);
        for (int i = 0; i < destinations; i++) {
            paths.add((allRespond || !all.isNoisy(i) ? "/ok/" : "/hang/") + i);
        }
        try (Running running = subject.start(stage.next(paths, IN_FLIGHT_EACH, IN_FLIGHT, deadline))) {
            var load = new Load(subject, running, stage, all, allRespond);
            return allRespond ? load.measure(events, seconds) : load.measureWithin(patience, events, seconds);
        }
    }
}
