package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.webhooks4j.DataLoader;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The effect of very many deliveries that wait for one destination on a healthy one. */
public record BacklogScenario(List<Subject> subjects, int backlog, int events, int seconds, Duration deadline)
        implements Scenario {
    private static final Duration GAP = Duration.ofHours(6);
    private static final int ALL_IN_FLIGHT = 8 * Burst.IN_FLIGHT;

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
                        + " deliveries to one other destination: none; parked (failed once, due again in 6 h); dead (all"
                        + " due, and it never responds)");
        conditions.put("sent", events + " events in batches of 100 to one healthy destination, until all are received");
        conditions.put(
                "latency", "then " + seconds + " s at " + Load.RATE + " a second, open loop, publish to receipt");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var product = (Product) subject;
        var metrics = new LinkedHashMap<String, Double>();
        Endured empty = measure(product, stage, loader -> {});
        empty.tell("", metrics);
        measure(product, stage, loader -> loader.parked(backlog, GAP)).tell("_parked", empty, metrics);
        measure(product, stage, loader -> loader.due(backlog)).tell("_dead", empty, metrics);
        return metrics;
    }

    private Endured measure(Product product, Stage stage, Consumer<DataLoader> fill) throws Exception {
        Setup setup = stage.next(List.of("/ok"), Burst.IN_FLIGHT, ALL_IN_FLIGHT, deadline);
        product.onStore(
                setup,
                store -> fill.accept(new DataLoader(store, stage.receiver().url("/hang"), Jobs.body())));
        try (Running running = product.start(setup)) {
            return new Load(running, stage, 1, 0, 1).measure(events, seconds);
        }
    }
}
