package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Contender;
import io.github.webhooks4j.benchmarks.Running;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How fast much is published, delivered and written down. */
record DeliveryScenario(List<Contender> contenders, int events) implements Scenario {
    private static final int BATCH = 100;
    private static final int IN_FLIGHT = 16;
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "delivery";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put("events", Integer.toString(events));
        conditions.put("published", "by one thread, " + BATCH + " at a time, each durable before the next");
        conditions.put("body", Jobs.bodyLength() + " bytes, one destination, " + IN_FLIGHT + " in flight");
        conditions.put("time", "from the first publish until all is received and the contender's books are closed");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Contender contender, Stage stage) throws Exception {
        try (Running running = contender.start(stage.next(List.of("/ok"), IN_FLIGHT, IN_FLIGHT, DEADLINE))) {
            Usage before = Usage.now(stage.databases());
            long start = System.nanoTime();
            var sent = new ArrayList<String>(events);
            for (int from = 0; from < events; from += BATCH) {
                sent.addAll(running.publish(Jobs.batch(from, Math.min(from + BATCH, events))));
            }
            stage.receiver().await(events, PATIENCE);
            Waiting.until(PATIENCE, contender.name() + " must have nothing left to do, had", running::isDrained);
            double seconds = (System.nanoTime() - start) / 1e9;
            Usage used = Usage.now(stage.databases()).since(before);
            int repeated = RoundLedger.check(sent, stage.receiver().arrivals());

            var metrics = new LinkedHashMap<String, Double>();
            metrics.put(PER_SECOND, events / seconds);
            metrics.putAll(used.perDelivery(events));
            metrics.put("repeated", (double) repeated);
            return metrics;
        }
    }
}
