package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How fast events are published in batches, delivered and recorded. */
public record DeliveryScenario(List<Subject> subjects, int events) implements Scenario {
    private static final int BATCH = 100;

    @Override
    public String name() {
        return "delivery";
    }

    @Override
    public Map<String, String> conditions() {
        Map<String, String> conditions = Burst.conditions(subjects, events);
        conditions.put("published", "by one thread, " + BATCH + " at a time, each batch durable before the next");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        return Burst.measure(subject, stage, events, DeliveryScenario::publish);
    }

    private static List<String> publish(Running running, int events) {
        var sent = new ArrayList<String>(events);
        for (int from = 0; from < events; from += BATCH) {
            sent.addAll(running.publish(Jobs.batch(from, Math.min(from + BATCH, events))));
        }
        return sent;
    }
}
