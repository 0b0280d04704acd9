package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How fast events are published one by one, each durable before its thread publishes the next, and delivered concurrently. */
public record SyncScenario(List<Subject> subjects, int events) implements Scenario {
    private static final int FEW = 8;
    private static final int MANY = 128;

    @Override
    public String name() {
        return "delivery-sync";
    }

    @Override
    public Map<String, String> conditions() {
        Map<String, String> conditions = Burst.conditions(subjects, events);
        conditions.put(
                "published",
                "one by one, each durable before its thread goes on, by " + FEW
                        + " threads and, where a metric says so, by " + MANY);
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var metrics = new LinkedHashMap<String, Double>();
        metrics.putAll(Burst.measure(subject, stage, events, (running, share) -> publish(running, share, FEW)));
        Burst.measure(subject, stage, events, (running, share) -> publish(running, share, MANY))
                .forEach((metric, value) -> metrics.put(metric + "_" + MANY + "_threads", value));
        return metrics;
    }

    private static List<String> publish(Running running, int events, int threads) throws InterruptedException {
        return Publishers.publish(
                threads,
                events,
                number -> running.publish(List.of(Jobs.job(number, 0))).get(0));
    }
}
