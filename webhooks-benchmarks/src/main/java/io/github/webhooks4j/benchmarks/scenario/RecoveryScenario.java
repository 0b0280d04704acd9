package io.github.webhooks4j.benchmarks.scenario;

import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.receiver.Arrival;
import io.github.webhooks4j.benchmarks.run.JvmCpu;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.webhooks4j.DataLoader;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How an engine that was killed under load continues after a restart. */
public record RecoveryScenario(List<Subject> subjects, int due) implements Scenario {
    /** The share of the due deliveries that is added for the engine that is killed: it dies at work. */
    private static final double BEFORE = 0.1;

    /** The share of the rest whose rate is measured: the remainder includes deliveries that the dead engine holds by its leases. */
    private static final double MOST = 0.9;

    @Override
    public String name() {
        return "recovery";
    }

    /** Each engine starts in a process of its own. */
    @Override
    public boolean isMeasuredWarm() {
        return false;
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "killed",
                "the process of an engine, with SIGKILL, at work, when about " + due + " deliveries were left");
        conditions.put("first_delivery_seconds", "from the start of a new process, Java's own start included");
        conditions.put("cpu_us", "of the new process without its compilers, the database server and the receiver");
        conditions.put("per_second", "from that on until " + (int) (100 * MOST) + " % of the rest were received");
        conditions.put(
                "drained_seconds", "from the start of the process until all was received and the books were closed");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) throws Exception {
        var product = (Product) subject;
        Setup setup = stage.next(List.of("/ok"), Burst.IN_FLIGHT, Burst.IN_FLIGHT, Burst.DEADLINE);
        int before = Math.max(1, (int) (BEFORE * due));
        var expected = new ArrayList<String>(due + before);
        product.onStore(
                setup,
                store -> expected.addAll(
                        new DataLoader(store, stage.receiver().url("/ok"), Jobs.body()).due(due + before)));
        try (RecoveryNode node = RecoveryNode.start(product, setup)) {
            stage.receiver().await(before, Burst.PATIENCE);
            node.kill();
        }
        var arrivals = new ArrayList<Arrival>(stage.receiver().arrivals());
        stage.receiver().reset();
        Usage usedBefore = Usage.now(stage);
        try (RecoveryNode node = RecoveryNode.start(product, setup)) {
            JvmCpu engine = stage.cpu().watch(node.pid());
            node.awaitDrained();
            double drained = (System.nanoTime() - node.startedAt()) / 1e9;
            Usage used = Usage.now(stage).since(usedBefore).by(engine.now());
            List<Arrival> after = stage.receiver().arrivals();
            arrivals.addAll(after);
            int repeated = RoundLedger.check(expected, arrivals);

            int most = (int) (MOST * after.size());
            long first = after.get(0).nanos();
            var metrics = new LinkedHashMap<String, Double>();
            metrics.put(PER_SECOND, most / ((after.get(most).nanos() - first) / 1e9));
            metrics.putAll(used.cpuPerDelivery(after.size()));
            metrics.put("first_delivery_seconds", (first - node.startedAt()) / 1e9);
            metrics.put("drained_seconds", drained);
            metrics.put("left", (double) after.size() - repeated);
            metrics.put("repeated", (double) repeated);
            return metrics;
        }
    }
}
