package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.webhooks4j.DataLoader;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.history.HistoryPage;
import io.github.webhooks4j.engine.history.NodeKnowledge;
import io.github.webhooks4j.history.HistoryQuery;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The effect of a large history on new deliveries, and how long a page of it takes. */
public record HistoryScenario(List<Subject> subjects, int attempts, int events, int seconds) implements Scenario {
    /** The attempts of each finished chain. */
    private static final int ATTEMPTS_EACH = 5;

    private static final int PAGE = 50;
    private static final int PAGES = 100;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "history",
                "none; then " + attempts + " attempts of one webhook, " + ATTEMPTS_EACH
                        + " of each delivery, the last of" + " which succeeded");
        conditions.put("sent", events + " events in batches of 100 to one destination, until all are received");
        conditions.put(
                "latency", "then " + seconds + " s at " + Load.RATE + " a second, open loop, publish to receipt");
        conditions.put(
                "pages", PAGES + " of " + PAGE + " chains with their attempts, one after the other from the latest");
        conditions.put(
                "find",
                "looks of " + PAGE
                        + " chains: the latest of all webhooks, those of the webhook whose last attempt timed out,"
                        + " and those with another type, of which there are none: " + PAGES + " times each");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var product = (Product) subject;
        var metrics = new LinkedHashMap<String, Double>();
        Endured empty = measure(product, next(stage), stage);
        empty.tell("", metrics);

        Setup setup = next(stage);
        product.onStore(
                setup,
                store -> new DataLoader(store, stage.receiver().url("/ok"), Jobs.body())
                        .finished(Math.max(1, attempts / ATTEMPTS_EACH), ATTEMPTS_EACH));
        measure(product, setup, stage).tell("_filled", empty, metrics);
        product.onStore(setup, store -> {
            var history = new History(store, store, NodeKnowledge.none(Clock.systemUTC()));
            Histogram pages = pages(history);
            metrics.put("page_p50_ms", pages.getValueAtPercentile(50) / 1e6);
            metrics.put("page_p99_ms", pages.getValueAtPercentile(99) / 1e6);
            Histogram looks = looks(history);
            metrics.put("find_p50_ms", looks.getValueAtPercentile(50) / 1e6);
            metrics.put("find_p99_ms", looks.getValueAtPercentile(99) / 1e6);
        });
        return metrics;
    }

    private static Setup next(Stage stage) {
        return stage.next(List.of("/ok"), Burst.IN_FLIGHT, Burst.IN_FLIGHT, Burst.DEADLINE);
    }

    private Endured measure(Product product, Setup setup, Stage stage) throws Exception {
        try (Running running = product.start(setup)) {
            return Load.onOne(product, running, stage).measure(events, seconds);
        }
    }

    private static Histogram pages(History history) {
        Histogram times = OpenLoopSchedule.histogram();
        String cursor = null;
        for (int number = 0; number < PAGES; number++) {
            long start = System.nanoTime();
            HistoryPage page = history.page(DataLoader.WEBHOOK, PAGE, cursor);
            times.recordValue(System.nanoTime() - start);
            cursor = page.next();
        }
        return times;
    }

    private static Histogram looks(History history) {
        Histogram times = OpenLoopSchedule.histogram();
        HistoryQuery all = HistoryQuery.all();
        List<HistoryQuery> queries =
                List.of(all, all.webhook(DataLoader.WEBHOOK).lastFailure(FailureCode.TIMED_OUT), all.type("other"));
        for (int round = 0; round < PAGES; round++) {
            for (HistoryQuery query : queries) {
                long start = System.nanoTime();
                history.find(query, PAGE, null);
                times.recordValue(System.nanoTime() - start);
            }
        }
        return times;
    }
}
