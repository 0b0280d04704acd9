package io.github.webhooks4j.benchmarks.scenario.soak;

import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.run.MemoryUse;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.run.VoidRunException;
import io.github.webhooks4j.benchmarks.run.Waiting;
import io.github.webhooks4j.benchmarks.scenario.Burst;
import io.github.webhooks4j.benchmarks.scenario.Jobs;
import io.github.webhooks4j.benchmarks.scenario.OpenLoopSchedule;
import io.github.webhooks4j.benchmarks.scenario.Publishers;
import io.github.webhooks4j.benchmarks.webhooks4j.AttemptCounter;
import io.github.webhooks4j.benchmarks.webhooks4j.Node;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One run: other threads publish, this one takes what has arrived and samples. Confined to one thread. */
final class SoakRun {
    private static final int THREADS = 32;
    /** How often in a second what has arrived is taken, so that each time is short. */
    private static final int TICKS = 10;

    private static final String HEAP = "heap_bytes";
    private static final String RETRIES = "retries";
    /** The values whose thirds are compared. */
    private static final List<String> JUDGED =
            List.of(Product.ROWS, Product.DB_BYTES, Product.DEAD_ROWS, HEAP, Scenario.CPU);

    private final Product product;
    private final Setup setup;
    private final Node node;
    private final AttemptCounter attempts;
    private final Stage stage;
    private final SoakPlan plan;
    private final SoakLedger ledger;
    private final Thirds thirds;
    private int receivedBefore;
    private long attemptsBefore;

    SoakRun(Product product, Setup setup, Node node, AttemptCounter attempts, Stage stage, SoakPlan plan) {
        this.product = product;
        this.setup = setup;
        this.node = node;
        this.attempts = attempts;
        this.stage = stage;
        this.plan = plan;
        this.ledger = new SoakLedger(plan.events());
        this.thirds = new Thirds(plan.samples());
    }

    /** Publishes, and returns the metrics once all is received. */
    Map<String, Double> measure() throws Exception {
        Usage before = Usage.now(stage);
        OpenLoopSchedule schedule = OpenLoopSchedule.of(plan.rate());
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        try {
            Callable<@Nullable Void> publishing = () -> {
                Publishers.each(THREADS, plan.events(), number -> publish(number, schedule));
                return null;
            };
            Future<?> published = publisher.submit(publishing);
            watch(new OpenLoopSchedule(schedule.start(), TICKS), published);
            int received = ledger.received();
            Usage used = Usage.now(stage).since(before);
            finish(published);

            var metrics = new LinkedHashMap<String, Double>();
            metrics.put(Scenario.PER_SECOND, received / (double) plan.duration().toSeconds());
            metrics.putAll(used.cpuPerDelivery(received));
            metrics.put(RETRIES, (double) attempts.count() - plan.events() - ledger.repeated());
            metrics.put("repeated", (double) ledger.repeated());
            metrics.putAll(thirds.metrics(JUDGED));
            return metrics;
        } finally {
            publisher.shutdownNow();
        }
    }

    private void publish(int number, OpenLoopSchedule schedule) {
        schedule.await(number);
        int destination = number % plan.destinations();
        String id = node.publish(List.of(Jobs.job(number, destination))).get(0);
        ledger.sent(id, schedule.timeOf(number), plan.isHealthy(destination));
    }

    /** Takes what has arrived at each tick, and samples at the end of each interval. */
    private void watch(OpenLoopSchedule ticks, Future<?> published) throws Exception {
        int ticksEach = (int) (plan.interval().toMillis() * TICKS / 1000);
        for (int number = 1; number <= plan.samples(); number++) {
            Usage before = Usage.now(stage);
            for (int tick = 1; tick <= ticksEach; tick++) {
                ticks.await((number - 1) * ticksEach + tick);
                ledger.settle(stage.receiver().take());
                if (published.isDone()) {
                    await(published);
                }
            }
            sample(number, Usage.now(stage).since(before));
        }
    }

    /** What the sample itself costs is in the usage of no interval. */
    private void sample(int number, Usage used) {
        int deliveries = ledger.received() - receivedBefore;
        long attempted = attempts.count() - attemptsBefore;
        receivedBefore += deliveries;
        attemptsBefore += attempted;
        double seconds = plan.interval().toMillis() / 1e3;
        var sample = new LinkedHashMap<String, Double>();
        sample.put("minutes", number * seconds / 60);
        sample.put(Scenario.PER_SECOND, deliveries / seconds);
        sample.put(Scenario.P99, ledger.latencies().getValueAtPercentile(99) / 1e6);
        sample.put(RETRIES, (double) attempted - deliveries);
        sample.put(Scenario.CPU, used.cpuMicros(Math.max(1, deliveries)));
        sample.putAll(product.state(setup));
        sample.put(HEAP, (double) MemoryUse.now().heapBytes());
        thirds.add(sample, ledger.latencies());
        ledger.forgetLatencies();
        stage.sample(sample);
    }

    private void finish(Future<?> published) throws Exception {
        await(published);
        Waiting.until(Burst.PATIENCE, "all " + plan.events() + " deliveries must be received, were not", () -> {
            ledger.settle(stage.receiver().take());
            return ledger.received() == plan.events();
        });
        Waiting.until(Burst.PATIENCE, product.name() + " must have nothing left to do, had", node::isDrained);
        ledger.settle(stage.receiver().take());
        ledger.check();
    }

    private static void await(Future<?> published) throws InterruptedException {
        try {
            published.get();
        } catch (ExecutionException e) {
            throw new VoidRunException("publishing failed with " + e.getCause());
        }
    }
}
