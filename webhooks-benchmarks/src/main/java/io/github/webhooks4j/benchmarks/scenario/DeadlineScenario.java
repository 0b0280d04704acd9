package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The cost of a request that runs into its deadline, beside one whose response comes just before. */
public record DeadlineScenario(List<Subject> subjects, int inFlight, int waves) implements Scenario {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final String HELD = "/hold-900";
    private static final String SILENT = "/hang";

    @Override
    public String name() {
        return "deadline";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put("deadline", DEADLINE + "; the response of the others comes after 0.9 s");
        conditions.put("requests", waves + " times " + inFlight + " at once, to one destination");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        Usage responded = cost(subject, stage, HELD);
        long start = System.nanoTime();
        Usage ended = cost(subject, stage, SILENT);
        int requests = waves * inFlight;
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put(PER_SECOND, requests / ((System.nanoTime() - start) / 1e9));
        metrics.putAll(ended.cpuPerDelivery(requests));
        double before = responded.cpuMicros(requests);
        metrics.put(CPU + "_responded", before);
        metrics.put("times_responded", ended.cpuMicros(requests) / before);
        return metrics;
    }

    private Usage cost(Subject subject, Stage stage, String path) throws Exception {
        try (Running running = subject.start(stage.next(List.of(path), inFlight, inFlight, DEADLINE))) {
            Usage before = Usage.now(stage);
            for (int wave = 0; wave < waves; wave++) {
                int first = wave * inFlight;
                running.publish(IntStream.range(first, first + inFlight)
                        .mapToObj(number -> Jobs.job(number, 0))
                        .toList());
                Waiting.until(
                        Burst.PATIENCE, subject.name() + " must have nothing left to do, had", running::isDrained);
            }
            return Usage.now(stage).since(before);
        }
    }
}
