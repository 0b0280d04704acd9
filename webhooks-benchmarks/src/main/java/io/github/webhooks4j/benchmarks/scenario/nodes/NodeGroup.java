package io.github.webhooks4j.benchmarks.scenario.nodes;

import io.github.webhooks4j.benchmarks.Job;
import io.github.webhooks4j.benchmarks.Setup;
import io.github.webhooks4j.benchmarks.webhooks4j.AttemptCounter;
import io.github.webhooks4j.benchmarks.webhooks4j.Node;
import io.github.webhooks4j.benchmarks.webhooks4j.NodeSettings;
import io.github.webhooks4j.benchmarks.webhooks4j.Product;
import java.util.ArrayList;
import java.util.List;

/** Nodes on one database, each with a store, a pool of connections and an engine of its own. Confined to one thread. */
final class NodeGroup implements AutoCloseable {
    private final List<Node> nodes = new ArrayList<>();
    private final List<AttemptCounter> attempts = new ArrayList<>();

    /** Starts nodes, of which the first creates the webhooks. */
    NodeGroup(Product product, Setup setup, int count) {
        try {
            for (int number = 0; number < count; number++) {
                var counter = new AttemptCounter();
                nodes.add(product.start(setup, NodeSettings.ofSeveral(number == 0, counter)));
                attempts.add(counter);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Publishes jobs by the node whose turn it is; returns their webhook ids. */
    List<String> publish(int turn, List<Job> jobs) {
        return nodes.get(turn % nodes.size()).publish(jobs);
    }

    /** Returns whether nothing is left to do by the database, which is the same for all nodes. */
    boolean isDrained() {
        return nodes.get(0).isDrained();
    }

    /** Returns the share of each node in all attempts. */
    List<Double> shares() {
        double all = attempts.stream().mapToLong(AttemptCounter::count).sum();
        return attempts.stream().map(counter -> counter.count() / all).toList();
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        nodes.clear();
    }
}
