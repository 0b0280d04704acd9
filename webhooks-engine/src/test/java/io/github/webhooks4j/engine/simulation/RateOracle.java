package io.github.webhooks4j.engine.simulation;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the attempts that each node starts to each destination, and those of all nodes together, against the rate limit of the
 * webhook.
 */
final class RateOracle {
    private record NodeLane(SimulatedNode node, LaneKey lane) {}

    /**
     * What was started under one limit while the clock went on evenly.
     *
     * @param revision of the webhook, whose limit it is
     * @param offset by how much the node's clock differs
     */
    private record Count(int revision, Duration offset, Deque<Instant> starts) {}

    private record Start(SimulatedNode node, Instant at) {}

    /**
     * What all nodes have started under one limit.
     *
     * @param revision of the webhook as the node knew it that started the last
     */
    private record Total(int revision, Deque<Start> starts) {}

    private final Simulation world;
    private final Map<NodeLane, Count> counts = new HashMap<>();
    private final Map<LaneKey, Total> totals = new HashMap<>();

    RateOracle(Simulation world) {
        this.world = world;
    }

    /** A node takes a delivery to make its attempt. */
    void starts(SimulatedNode node, ClaimedDelivery delivery) {
        LaneKey lane = delivery.lane();
        var key = new NodeLane(node, lane);
        Webhook webhook = node.parts.registry.get(lane.webhook()).orElse(null);
        RateLimit limit = webhook == null ? null : webhook.settings().rateLimit();
        if (webhook == null || limit == null) {
            counts.remove(key);
            totals.remove(lane);
            return;
        }
        Instant now = node.machine.clock().instant();
        Duration offset = Duration.between(world.clock.instant(), now);
        Count count = counts.get(key);
        if (count == null
                || count.revision() != webhook.revision()
                || !count.offset().equals(offset)) {
            count = new Count(webhook.revision(), offset, new ArrayDeque<>());
            counts.put(key, count);
        }
        Deque<Instant> starts = count.starts();
        starts.addLast(now);
        while (!starts.getFirst().isAfter(now.minus(limit.period().length()))) {
            starts.removeFirst();
        }
        world.require(
                starts.size() <= limit.attempts(),
                () -> node.machine + " started " + starts.size() + " attempts of lane " + lane + " in a "
                        + limit.period() + ", of at most " + limit.attempts());
        if (world.isShared()) {
            startsOfAll(node, lane, webhook, limit);
        }
    }

    /** Where nodes share a store, the limit holds for all of them, also while they come and go. */
    private void startsOfAll(SimulatedNode node, LaneKey lane, Webhook webhook, RateLimit limit) {
        Duration period = limit.period().length();
        Total total = totals.get(lane);
        if (total == null
                || total.revision() != webhook.revision()
                || !world.machines().stream().allMatch(machine -> machine.isSteady(period.plus(SimulatedNode.TERM)))) {
            total = new Total(webhook.revision(), new ArrayDeque<>());
            totals.put(lane, total);
        }
        Deque<Start> starts = total.starts();
        Instant now = world.clock.instant();
        starts.addLast(new Start(node, now));
        while (!starts.getFirst().at().isAfter(now.minus(period))) {
            starts.removeFirst();
        }
        world.require(
                starts.size() <= limit.attempts(),
                () -> "all nodes started " + starts.size() + " attempts of lane " + lane + " in a " + limit.period()
                        + ", of at most " + limit.attempts() + ": "
                        + starts.stream()
                                .map(start -> start.node().machine + " at " + start.at())
                                .toList());
    }

    /** The attempt was not made. */
    void notMade(SimulatedNode node, ClaimedDelivery delivery, Instant startedAt) {
        Total total = totals.get(delivery.lane());
        if (total != null) {
            Duration offset = Duration.between(node.machine.clock().instant(), world.clock.instant());
            total.starts().remove(new Start(node, startedAt.plus(offset)));
        }
        Count count = counts.get(new NodeLane(node, delivery.lane()));
        if (count != null) {
            count.starts().remove(startedAt);
        }
    }

    /** A node has ended. */
    void forget(SimulatedNode node) {
        counts.keySet().removeIf(key -> key.node() == node);
    }
}
