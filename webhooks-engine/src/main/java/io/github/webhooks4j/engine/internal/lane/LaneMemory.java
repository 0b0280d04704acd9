package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is remembered of idle lanes: their circuit breakers and limits, and which webhooks were failing when the node
 * started. Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class LaneMemory {
    /** The most idle lanes that are remembered. */
    private static final int MAX_LEARNED = 16_384;

    /** The remembered state of one destination. */
    record Learned(CircuitBreaker circuit, ConcurrencyLimit limit) {}

    private final int ceiling;
    private final CircuitSettings circuits;
    private final Set<WebhookId> failing = new HashSet<>();
    /** The oldest entry is evicted first. */
    private final Map<LaneKey, Learned> learned = new LinkedHashMap<>();

    /**
     * Creates an empty memory.
     *
     * @param ceiling the most attempts in flight per lane
     * @param circuits the options of circuit breakers
     */
    LaneMemory(int ceiling, CircuitSettings circuits) {
        this.ceiling = ceiling;
        this.circuits = circuits;
    }

    /** Records that the last attempts of a webhook failed: its lanes start with a probe. */
    void noteFailing(WebhookId webhook) {
        failing.add(webhook);
    }

    /** Records that a webhook responds. */
    void noteResponding(WebhookId webhook) {
        failing.remove(webhook);
    }

    /** Removes and returns what is remembered of a lane that gets work. */
    Learned recall(LaneKey key) {
        Learned former = learned.remove(key);
        if (former != null) {
            return former;
        }
        var circuit =
                failing.contains(key.webhook()) ? CircuitBreaker.ofFailing(circuits) : new CircuitBreaker(circuits);
        return new Learned(circuit, new ConcurrencyLimit(ceiling));
    }

    /** Remembers the state of a lane that has become idle. */
    void remember(Lane lane) {
        if (!lane.circuit.isFresh()) {
            learned.put(lane.key, new Learned(lane.circuit, lane.limit));
            if (learned.size() > MAX_LEARNED) {
                learned.remove(learned.keySet().iterator().next());
            }
        }
    }
}
