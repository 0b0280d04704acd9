package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import io.github.webhooks4j.benchmarks.webhooks4j.StoreWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The CPU time of the store's work alone: no engine, no HTTP. */
public record StoreWorkScenario(List<Subject> subjects, int events) implements Scenario {
    private static final List<Integer> BATCHES = List.of(10, 100, 500);
    private static final List<Integer> WEBHOOKS = List.of(1, 100);
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Case MAIN = new Case(100, 1, false);

    /** One way to write. */
    private record Case(int batch, int webhooks, boolean randomIds) {
        String suffix() {
            return "_batch_" + batch + "_webhooks_" + webhooks + (randomIds ? "_random" : "_ordered");
        }
    }

    @Override
    public String name() {
        return "store-work";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "work",
                "one thread; each commit publishes a batch of events, each of one chain that the node holds, and records"
                        + " the successful attempts of the batch before");
        conditions.put(
                "events", events + " of " + Jobs.bodyLength() + " bytes in each case; the first batch is not counted");
        conditions.put(
                "cases",
                "batches of " + BATCHES + ", " + WEBHOOKS + " webhooks in turn, ascending and random event ids");
        conditions.put(
                "cpu_us",
                "per delivery, of the thread during the commits and of the PostgreSQL server; without a suffix that of"
                        + MAIN.suffix().replace('_', ' '));
        conditions.put("per_second", "deliveries in a second of commits, of the same case");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) {
        var product = (Product) subject;
        var metrics = new LinkedHashMap<>(measure(product, stage, MAIN));
        for (Case work : cases()) {
            if (!work.equals(MAIN)) {
                measure(product, stage, work).forEach((name, value) -> {
                    if (!name.equals(PER_SECOND)) {
                        metrics.put(name + work.suffix(), value);
                    }
                });
            }
        }
        return metrics;
    }

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (int webhooks : WEBHOOKS) {
            for (boolean randomIds : List.of(false, true)) {
                BATCHES.forEach(batch -> cases.add(new Case(batch, webhooks, randomIds)));
            }
        }
        return cases;
    }

    private Map<String, Double> measure(Product product, Stage stage, Case work) {
        Setup setup = stage.next(List.of("/ok"), 1, 1, Burst.DEADLINE);
        var metrics = new LinkedHashMap<String, Double>();
        product.onStore(setup, store -> {
            var writing = new StoreWork(
                    store,
                    work.webhooks(),
                    work.randomIds(),
                    LEASE,
                    setup.destinations().get(0),
                    Jobs.body());
            writing.commit(work.batch());
            Duration serverBefore = stage.databases().cpu();
            Duration threadBefore = writing.cpu();
            Duration elapsedBefore = writing.elapsed();
            int done = 0;
            while (done < events) {
                writing.commit(work.batch());
                done += work.batch();
            }
            double server = micros(stage.databases().cpu().minus(serverBefore)) / done;
            double thread = micros(writing.cpu().minus(threadBefore)) / done;
            writing.check();
            metrics.put(PER_SECOND, done / (micros(writing.elapsed().minus(elapsedBefore)) / 1e6));
            metrics.put(CPU, thread + server);
            if (product.isOnPostgres()) {
                metrics.put(CPU + "_process", thread);
                metrics.put(CPU + "_server", server);
            }
        });
        return metrics;
    }

    private static double micros(Duration time) {
        return time.toNanos() / 1e3;
    }
}
