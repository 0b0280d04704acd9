package io.github.webhooks4j.benchmarks.scenario.soak;

import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.scenario.Burst;
import io.github.webhooks4j.benchmarks.scenario.Jobs;
import io.github.webhooks4j.benchmarks.webhooks4j.AttemptCounter;
import io.github.webhooks4j.benchmarks.webhooks4j.Node;
import io.github.webhooks4j.benchmarks.webhooks4j.NodeSettings;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import io.github.webhooks4j.delivery.RetrySchedule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether anything grows at a steady rate while old history is deleted: rows, files, live heap, latency, CPU time. */
public record SoakScenario(List<Subject> subjects, SoakPlan plan) implements Scenario {
    /** The shortest that an engine takes. */
    private static final Duration RETENTION = Duration.ofMinutes(1);
    /** Soon, so that a short run has retries too. */
    private static final RetrySchedule RETRIES =
            RetrySchedule.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "sent",
                plan.rate() + " events of " + Jobs.bodyLength() + " bytes a second for " + plan.duration()
                        + ", open loop, one by one");
        conditions.put("destinations", plan.destinationsAsText() + "; retried after " + RETRIES.delays());
        conditions.put(
                "history",
                "finished chains are kept for " + RETENTION
                        + ", the shortest retention; the engine deletes what is older"
                        + " every ten minutes, and this scenario has the store do the same after every "
                        + plan.cleanUp());
        conditions.put(
                "samples",
                "every " + plan.interval() + "; rows of the tables that grow with what is published; heap_bytes is the"
                        + " live heap after a collection; p99_ms is from when an event was to be published to its"
                        + " receipt, of the destinations that refuse nothing; the collection and the counting of rows"
                        + " are in p99_ms and in cpu_us of the whole run, but in cpu_us of no sample");
        conditions.put(
                "thirds", "the mean of the samples, of p99_ms the percentile of all; growth is the last / the middle");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var product = (Product) subject;
        Setup setup = stage.next(plan.paths(), Burst.IN_FLIGHT, plan.destinations() * Burst.IN_FLIGHT, Burst.DEADLINE);
        var attempts = new AttemptCounter();
        try (Node node = product.start(setup, new NodeSettings(true, RETRIES, RETENTION, attempts));
                var cleanUp = new CleanUp(node, RETENTION, plan.cleanUp())) {
            Map<String, Double> metrics = new SoakRun(product, setup, node, attempts, stage, plan).measure();
            metrics.put("deleted_rows", (double) cleanUp.deleted());
            return metrics;
        }
    }
}
