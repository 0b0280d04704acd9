package io.github.webhooks4j.benchmarks.scenario.nodes;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.Subject;
import io.github.webhooks4j.benchmarks.run.RoundLedger;
import io.github.webhooks4j.benchmarks.run.Scenario;
import io.github.webhooks4j.benchmarks.run.Stage;
import io.github.webhooks4j.benchmarks.run.Usage;
import io.github.webhooks4j.benchmarks.run.Waiting;
import io.github.webhooks4j.benchmarks.scenario.Burst;
import io.github.webhooks4j.benchmarks.scenario.Jobs;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What each further node on one database adds to throughput and to the CPU time of a delivery. */
public record NodesScenario(List<Subject> subjects, int destinations, int events) implements Scenario {
    private static final List<Integer> SEVERAL = List.of(2, 3);
    private static final int BATCH = 100;

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public Map<String, String> conditions() {
        var conditions = new LinkedHashMap<String, String>();
        conditions.put(
                "nodes",
                "one, then each of " + SEVERAL
                        + ", in this process on one database, each with a store, a pool of connections, a transport and an"
                        + " engine of its own; a metric without a number of nodes is of one");
        conditions.put(
                "destinations", destinations + ", " + Burst.IN_FLIGHT + " requests at a time to each by each node");
        conditions.put(
                "sent",
                events + " events of " + Jobs.bodyLength() + " bytes in batches of " + BATCH
                        + ", to all destinations in turn; published by one thread, by all nodes in turn, each batch"
                        + " durable before the next");
        conditions.put("time", "from the first publish until all is received and the database has nothing left to do");
        conditions.put("attempts_of_node", "the share of a node in all attempts");
        return conditions;
    }

    @Override
    public Map<String, Double> measure(Subject subject, Stage stage) {
        var product = (Product) subject;
        var metrics = new LinkedHashMap<String, Double>();
        measure(product, stage, 1, "", metrics);
        for (int nodes : SEVERAL) {
            String suffix = "_" + nodes + "_nodes";
            measure(product, stage, nodes, suffix, metrics);
            for (String metric : List.of(PER_SECOND, CPU)) {
                metrics.put(SHARE + metric + suffix, value(metrics, metric + suffix) / value(metrics, metric));
            }
        }
        return metrics;
    }

    private static double value(Map<String, Double> metrics, String metric) {
        return requireNonNull(metrics.get(metric), metric);
    }

    private void measure(Product product, Stage stage, int nodes, String suffix, Map<String, Double> metrics) {
        List<String> paths =
                IntStream.range(0, destinations).mapToObj(i -> "/ok/" + i).toList();
        Setup setup = stage.next(paths, Burst.IN_FLIGHT, destinations * Burst.IN_FLIGHT, Burst.DEADLINE);
        try (var group = new NodeGroup(product, setup, nodes)) {
            Usage before = Usage.now(stage);
            long start = System.nanoTime();
            List<String> sent = publish(group);
            stage.receiver().await(events, Burst.PATIENCE);
            Waiting.until(Burst.PATIENCE, product.name() + " must have nothing left to do, had", group::isDrained);
            double seconds = (System.nanoTime() - start) / 1e9;
            Usage used = Usage.now(stage).since(before);
            int repeated = RoundLedger.check(sent, stage.receiver().arrivals());

            metrics.put(PER_SECOND + suffix, events / seconds);
            used.perDelivery(events).forEach((metric, value) -> metrics.put(metric + suffix, value));
            metrics.put("repeated" + suffix, (double) repeated);
            List<Double> shares = group.shares();
            for (int node = 1; nodes > 1 && node <= nodes; node++) {
                metrics.put("attempts_of_node_" + node + "_of_" + nodes, shares.get(node - 1));
            }
        }
    }

    private List<String> publish(NodeGroup group) {
        var sent = new ArrayList<String>(events);
        for (int from = 0; from < events; from += BATCH) {
            List<Job> jobs = IntStream.range(from, Math.min(from + BATCH, events))
                    .mapToObj(number -> Jobs.job(number, number % destinations))
                    .toList();
            sent.addAll(group.publish(from / BATCH, jobs));
        }
        return sent;
    }
}
