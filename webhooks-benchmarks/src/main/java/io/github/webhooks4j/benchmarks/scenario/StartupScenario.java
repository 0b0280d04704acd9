package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.MemoryUse;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import io.github.webhooks4j.benchmarks.webhooks4j.DataLoader;
import io.github.webhooks4j.benchmarks.webhooks4j.FirstClaim;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import io.github.webhooks4j.benchmarks.webhooks4j.StoreWork;
import io.github.webhooks4j.benchmarks.webhooks4j.StoredWebhooks;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.spi.store.Store;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How long an engine takes to start, and what it occupies: after a node was killed, with many webhooks and chains, on disk and
 * in memory.
 *
 * @param subjects this library on its stores
 * @param held deliveries that a node holds when it is killed
 * @param webhooks of one topic, in the store before the start
 * @param chains that are finished, in the store before the start
 * @param events that are written to see what they occupy on disk
 */
public record StartupScenario(List<Subject> subjects, int held, int webhooks, int chains, int events)
        implements Scenario {
    private static final Topic MANY = new Topic("benchmark/many");
    private static final int BATCH = 100;
    private static final int PER = 10_000;
    /** An engine keeps this many for a destination that does not respond, whatever else there is. */
    private static final int MOST_IN_MEMORY = 4_000;

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration HANGING = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public boolean isMeasuredWarm() {
        return false;
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "first_claim_seconds",
                "from opening the store to its first claimed delivery, when the process that held " + held
                        + " deliveries was killed with SIGKILL and its leases have ended; in a process that runs"
                        + " already; also per " + PER + " held");
        conditions.put(
                "start_seconds_with_webhooks",
                "from opening a store with " + webhooks
                        + " webhooks of one topic to the receipt of the first event, of a"
                        + " webhook with another topic; the live heap is what that engine adds");
        conditions.put(
                "start_seconds_with_chains",
                "the same of a store with " + chains + " finished chains of one webhook, and no other");
        conditions.put(
                "disk_bytes_per_event",
                "growth of the files by " + events + " events of " + Jobs.bodyLength()
                        + " bytes with one delivery each, in" + " commits of " + BATCH
                        + "; per_second is how many a second were written");
        conditions.put(
                "held_heap_kib_each",
                "growth of the live heap by " + inMemory()
                        + " deliveries that an engine holds for a destination that does not" + " respond; also per "
                        + PER);
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var product = (Product) subject;
        var metrics = new LinkedHashMap<String, Double>();
        measureDisk(product, stage, metrics);
        measureFirstClaim(product, stage, metrics);
        URI destination = stage.receiver().url("/ok");
        measureStart(
                product,
                stage,
                store -> StoredWebhooks.add(store, webhooks, MANY, destination),
                "webhook",
                webhooks,
                metrics);
        measureStart(
                product,
                stage,
                store -> new DataLoader(store, destination, Jobs.body()).finished(chains, 1),
                "chain",
                chains,
                metrics);
        measureMemory(product, stage, metrics);
        return metrics;
    }

    private void measureDisk(Product product, Stage stage, Map<String, Double> metrics) {
        Setup setup = next(stage, "/ok", Burst.DEADLINE);
        product.onStore(setup, store -> {});
        long before = product.bytesOnDisk(setup);
        product.onStore(setup, store -> {
            var work =
                    new StoreWork(store, 1, false, LEASE, setup.destinations().get(0), Jobs.body());
            for (int from = 0; from < events; from += BATCH) {
                work.commit(Math.min(BATCH, events - from));
            }
            work.check();
            metrics.put(PER_SECOND, events / (work.elapsed().toNanos() / 1e9));
        });
        metrics.put("disk_bytes_per_event", (double) (product.bytesOnDisk(setup) - before) / events);
    }

    private void measureFirstClaim(Product product, Stage stage, Map<String, Double> metrics) throws Exception {
        Setup setup = next(stage, "/ok", Burst.DEADLINE);
        try (RecoveryNode node = RecoveryNode.startHolding(product, setup, held)) {
            node.awaitHolding();
            node.kill();
        }
        long freeAt = System.nanoTime() + RecoveryNode.LEASE.toNanos();
        Waiting.until(Burst.PATIENCE, "the leases must have ended, had not", () -> System.nanoTime() - freeAt > 0);
        long start = System.nanoTime();
        product.onStore(setup, store -> {
            var first = new FirstClaim(store);
            Waiting.until(Burst.PATIENCE, "a delivery must be claimed, was not", first::isMade);
            double seconds = (System.nanoTime() - start) / 1e9;
            metrics.put("first_claim_seconds", seconds);
            metrics.put("first_claim_seconds_per_" + PER + "_held", seconds * PER / held);
        });
    }

    /** Measures an engine that starts on what {@code fill} puts into its store. */
    private static void measureStart(
            Product product, Stage stage, Consumer<Store> fill, String with, int count, Map<String, Double> metrics)
            throws Exception {
        Setup setup = next(stage, "/ok", Burst.DEADLINE);
        product.onStore(setup, fill);
        MemoryUse before = MemoryUse.now();
        long start = System.nanoTime();
        try (Running running = product.start(setup)) {
            running.publish(Jobs.batch(0, 1));
            stage.receiver().await(1, Burst.PATIENCE);
            metrics.put("start_seconds_with_" + with + "s", (System.nanoTime() - start) / 1e9);
            MemoryUse used = MemoryUse.now().since(before);
            metrics.put("live_heap_kib_per_" + with, used.heapBytes() / 1024.0 / count);
        }
    }

    private void measureMemory(Product product, Stage stage, Map<String, Double> metrics) throws Exception {
        int deliveries = inMemory();
        try (Running running = product.start(next(stage, "/hang", HANGING))) {
            MemoryUse before = MemoryUse.now();
            for (int from = 0; from < deliveries; from += BATCH) {
                running.publish(Jobs.batch(from, Math.min(from + BATCH, deliveries)));
            }
            MemoryUse used = MemoryUse.now().since(before);
            metrics.put("held_heap_kib_each", used.heapBytes() / 1024.0 / deliveries);
            metrics.put("held_heap_mib_per_" + PER, used.heapBytes() / 1048576.0 * PER / deliveries);
        }
    }

    private int inMemory() {
        return Math.min(held, MOST_IN_MEMORY);
    }

    private static Setup next(Stage stage, String path, Duration deadline) {
        return stage.next(List.of(path), Burst.IN_FLIGHT, Burst.IN_FLIGHT, deadline);
    }
}
