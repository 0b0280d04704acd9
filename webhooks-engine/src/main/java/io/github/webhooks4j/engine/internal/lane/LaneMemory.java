package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is remembered of lanes that have nothing to do: how their attempts ended, and which webhooks were failing when the node started.
 * Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class LaneMemory {
    /** Lanes without work of which it is remembered how their attempts ended. */
    private static final int MAX_LEARNED = 16_384;

    /** What was learned of one destination. */
    record Learned(CircuitBreaker circuit, ConcurrencyLimit limit) {}

    private final int ceiling;
    private final Set<WebhookId> failing = new HashSet<>();
    /** Of the first of too many it is forgotten. */
    private final Map<LaneKey, Learned> learned = new LinkedHashMap<>();

    /**
     * Creates an empty memory.
     *
     * @param ceiling attempts in flight per lane at most
     */
    LaneMemory(int ceiling) {
        this.ceiling = ceiling;
    }

    /** Notes that the last attempts of a webhook failed: its lanes begin with a probe. */
    void noteFailing(WebhookId webhook) {
        failing.add(webhook);
    }

    /** Notes that a webhook responds. */
    void noteResponding(WebhookId webhook) {
        failing.remove(webhook);
    }

    /** Returns, and forgets, what is known of a lane that has something to do. */
    Learned recall(LaneKey key) {
        Learned former = learned.remove(key);
        if (former != null) {
            return former;
        }
        var circuit = failing.contains(key.webhook()) ? CircuitBreaker.ofFailing() : new CircuitBreaker();
        return new Learned(circuit, new ConcurrencyLimit(ceiling));
    }

    /** Remembers what was learned of a lane that has nothing to do any more. */
    void remember(Lane lane) {
        if (!lane.circuit.isFresh()) {
            learned.put(lane.key, new Learned(lane.circuit, lane.limit));
            if (learned.size() > MAX_LEARNED) {
                learned.remove(learned.keySet().iterator().next());
            }
        }
    }
}
