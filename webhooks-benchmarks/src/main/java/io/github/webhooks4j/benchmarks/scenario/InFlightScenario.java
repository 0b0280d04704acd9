package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.MemoryUse;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The cost of very many concurrent deliveries to a receiver that responds late. */
public record InFlightScenario(List<Subject> subjects, int deliveries, Duration hold) implements Scenario {
    private static final int BATCH = 100;
    private static final int DESTINATIONS = 100;

    @Override
    public String name() {
        return "inflight";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "deliveries", deliveries + ", all at once if the contender can, to " + DESTINATIONS + " destinations");
        conditions.put("receiver's response", "after " + hold);
        conditions.put(
                "memory",
                "of this process, after a collection, when the last request has arrived; less that of before the first");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        Duration deadline = hold.plus(Burst.DEADLINE);
        List<String> paths = Collections.nCopies(DESTINATIONS, "/hold-" + hold.toMillis());
        // The engine reserves a quarter of the slots, 64 at most, for destinations that respond soon. These do not.
        int places = deliveries + Math.min(64, deliveries / 3 + 1);
        try (Running running = subject.start(stage.next(paths, deliveries, places, deadline))) {
            MemoryUse before = MemoryUse.now();
            Usage usedBefore = Usage.now(stage);
            long start = System.nanoTime();
            List<String> sent = new ArrayList<>(deliveries);
            for (int from = 0; from < deliveries; from += BATCH) {
                sent.addAll(running.publish(IntStream.range(from, Math.min(from + BATCH, deliveries))
                        .mapToObj(number -> Jobs.job(number, number % DESTINATIONS))
                        .toList()));
            }
            stage.receiver().await(deliveries, Burst.PATIENCE);
            int held = stage.receiver().held();
            MemoryUse used = MemoryUse.now().since(before);
            Waiting.until(Burst.PATIENCE, subject.name() + " must have nothing left to do, had", running::isDrained);
            double seconds = (System.nanoTime() - start) / 1e9;
            Usage usage = Usage.now(stage).since(usedBefore);
            int repeated = RoundLedger.check(sent, stage.receiver().arrivals());

            var metrics = new LinkedHashMap<String, Double>();
            metrics.put(PER_SECOND, deliveries / seconds);
            metrics.putAll(usage.cpuPerDelivery(deliveries));
            metrics.put("seconds", seconds);
            metrics.put("held_at_once", (double) held);
            metrics.put("threads", (double) used.threads());
            metrics.put("live_heap_kib_each", used.heapBytes() / 1024.0 / held);
            metrics.put("resident_kib_each", used.residentBytes() / 1024.0 / held);
            metrics.put("repeated", (double) repeated);
            return metrics;
        }
    }
}
