package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.webhooks4j.DataLoader;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import io.github.webhooks4j.console.WebhookConsole;
import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.spi.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** How long the pages of the console take on a store with a large history: as a function, without an HTTP server. */
public record ConsoleScenario(List<Subject> subjects, int chains, int pages) implements Scenario {
    /** One chain in this number of chains was interrupted. */
    private static final int INTERRUPTED = 1000;

    private static final int WARM_UPS = 500;
    private static final long SEED = 19;
    private static final ConsoleGate GATE =
            request -> new Admission.Admitted(new Actor("benchmark"), Scope.everything(), Action.ALL);

    @Override
    public String name() {
        return "console";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "history",
                chains + " deliveries of one webhook with an attempt each, one of " + INTERRUPTED + " interrupted");
        conditions.put(
                "pages",
                pages + " of each kind, one after the other, after " + WARM_UPS
                        + " to warm up; deliveries at random, seed " + SEED);
        return conditions;
    }

    /** What is measured warms up by itself. */
    @Override
    public boolean isMeasuredWarm() {
        return false;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) {
        var product = (Product) subject;
        Setup setup = stage.next(List.of("/ok"), Burst.IN_FLIGHT, Burst.IN_FLIGHT, Burst.DEADLINE);
        var metrics = new LinkedHashMap<String, Double>();
        product.onStore(setup, store -> {
            new DataLoader(store, stage.receiver().url("/ok"), Jobs.body()).ended(chains, INTERRUPTED);
            measure(store, metrics);
        });
        return metrics;
    }

    private void measure(Store store, Map<String, Double> metrics) {
        var random = new Random(SEED);
        try (var transport = OkHttpTransport.builder().build();
                WebhookEngine engine = WebhookEngine.builder(store, transport).build()) {
            WebhookConsole console = WebhookConsole.builder(engine, GATE).build();
            long start = System.nanoTime();
            measure("overview", console, () -> "/", metrics);
            measure("webhooks", console, () -> "/webhooks", metrics);
            measure("webhook", console, () -> "/webhooks/" + DataLoader.WEBHOOK, metrics);
            measure("deliveries", console, () -> "/deliveries", metrics);
            measure("delivery", console, () -> "/chains/" + DataLoader.chain(random.nextInt(chains)), metrics);
            double seconds = (System.nanoTime() - start) / 1e9;
            metrics.put(PER_SECOND, 5 * (WARM_UPS + pages) / seconds);
        }
    }

    private void measure(String page, WebhookConsole console, Supplier<String> path, Map<String, Double> metrics) {
        Histogram times = OpenLoopSchedule.histogram();
        for (int number = 0; number < WARM_UPS + pages; number++) {
            ConsoleRequest request = ConsoleRequest.of("GET", "/hooks", path.get(), null);
            long start = System.nanoTime();
            ConsoleResponse response = console.handle(request);
            long took = System.nanoTime() - start;
            if (response.status() != 200) {
                throw new IllegalStateException(request + " must respond 200, was " + response.status());
            }
            if (number >= WARM_UPS) {
                times.recordValue(took);
            }
        }
        metrics.put("p50_ms_" + page, times.getValueAtPercentile(50) / 1e6);
        metrics.put(P99 + "_" + page, times.getValueAtPercentile(99) / 1e6);
    }
}
