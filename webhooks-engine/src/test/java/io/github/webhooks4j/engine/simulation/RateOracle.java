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

/** Counts the attempts that each node starts to each destination, against the rate limit of the webhook. */
final class RateOracle {
    private record NodeLane(SimulatedNode node, LaneKey lane) {}

    /**
     * What was started under one limit while the clock went on evenly.
     *
     * @param revision of the webhook, whose limit it is
     * @param offset by how much the node's clock differs
     */
    private record Count(int revision, Duration offset, Deque<Instant> starts) {}

    private final Simulation world;
    private final Map<NodeLane, Count> counts = new HashMap<>();

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
    }

    /** The attempt was not made. */
    void notMade(SimulatedNode node, ClaimedDelivery delivery, Instant startedAt) {
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
