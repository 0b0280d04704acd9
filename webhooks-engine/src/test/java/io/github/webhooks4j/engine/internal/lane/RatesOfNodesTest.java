package io.github.webhooks4j.engine.internal.lane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.LaneFixture;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.NodeLease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes that start attempts as fast as they may, and join, leave, die and pause at random. */
class RatesOfNodesTest {
    private static final int NODES = 4;
    private static final int PERIODS = 300;
    private static final int STEPS_PER_PERIOD = 40;

    @ParameterizedTest
    @CsvSource({"1, SECOND", "2, SECOND", "5, SECOND", "60, SECOND", "1, MINUTE", "3, MINUTE", "40, MINUTE"})
    void keeps_the_limit_of_all_nodes_while_they_come_and_go(int attempts, RateLimit.Period period) {
        int started = 0;
        for (int seed = 1; seed <= 20; seed++) {
            started += new Deployment(new RateLimit(attempts, period), seed).run();
        }
        assertThat(started).as("what they use of the limit").isGreaterThan(20 * PERIODS * attempts / 5);
    }

    /** A node of a deployment. */
    private static final class Node {
        final LeaseRequest claimant;
        final RateLimiter limiter;
        Instant renewsAt;

        Node(String id, Duration term, RateLimit limit, Instant now) {
            claimant = new LeaseRequest(new NodeId(id), term);
            limiter = requireNonNull(RateLimiter.at(List.of(limit), null, 0, NodeShare.NONE, LaneFixture.A));
            renewsAt = now;
        }
    }

    private static final class Deployment {
        private final RateLimit limit;
        private final Random random;
        private final Duration term;
        private final Duration step;
        private final Map<String, NodeLease> stored = new TreeMap<>();
        private final List<Node> nodes = new ArrayList<>();
        private final Deque<Instant> lately = new ArrayDeque<>();
        private Instant now = LaneFixture.NOW;
        private int joined;
        private int started;

        Deployment(RateLimit limit, int seed) {
            this.limit = limit;
            this.random = new Random(seed);
            this.term =
                    limit.period().length().multipliedBy(1 + random.nextInt(4)).dividedBy(2);
            this.step = limit.period().length().dividedBy(STEPS_PER_PERIOD);
        }

        int run() {
            for (int count = 0; count < PERIODS * STEPS_PER_PERIOD; count++) {
                now = now.plusNanos(random.nextLong(2 * step.toNanos()));
                if (random.nextInt(8 * STEPS_PER_PERIOD) == 0) {
                    change();
                }
                for (Node node : nodes) {
                    if (!now.isBefore(node.renewsAt)) {
                        renew(node);
                    }
                    start(node);
                }
            }
            return started;
        }

        private void change() {
            Node node = nodes.isEmpty() ? null : nodes.get(random.nextInt(nodes.size()));
            if (node == null || (nodes.size() < NODES && random.nextBoolean())) {
                nodes.add(new Node("node_" + joined++, term, limit, now));
            } else if (random.nextInt(3) == 0) {
                // Paused: it does not renew, and goes on under the lease that it has.
                node.renewsAt = now.plus(term.multipliedBy(random.nextInt(5)));
            } else {
                nodes.remove(node);
                if (random.nextBoolean()) {
                    String id = node.claimant.node().value();
                    stored.computeIfPresent(
                            id,
                            (same, lease) -> lease.until().isBefore(now)
                                    ? lease
                                    : new NodeLease(lease.node(), now, lease.settledAt()));
                }
            }
        }

        private void renew(Node node) {
            stored.values().removeIf(lease -> lease.until().isBefore(NodeLease.outdatedBefore(now)));
            NodeLease renewed = NodeLease.renewed(stored.values(), node.claimant, now);
            stored.put(renewed.node().value(), renewed);
            List<NodeLease> others = stored.values().stream()
                    .filter(lease -> !lease.node().equals(renewed.node()))
                    .toList();
            node.limiter.divide(NodeShare.of(new DeliveringNodes(renewed, others), now, term), now);
            node.renewsAt = now.plus(term.dividedBy(2 + random.nextInt(3)));
        }

        private void start(Node node) {
            while (!node.limiter.nextPermitAt(now).isAfter(now)) {
                node.limiter.acquire(now);
                node.limiter.ended();
                started++;
                lately.addLast(now);
                while (!lately.getFirst().isAfter(now.minus(limit.period().length()))) {
                    lately.removeFirst();
                }
                assertThat(lately).as("attempts in a period until %s", now).hasSizeLessThanOrEqualTo(limit.attempts());
            }
        }
    }
}
