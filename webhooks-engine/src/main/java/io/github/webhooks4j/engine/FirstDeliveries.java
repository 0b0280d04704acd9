package io.github.webhooks4j.engine;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.NewChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares the first deliveries of chains that are about to be created: where a lane has room, the chain is created as claimed by this
 * node, and is delivered once it is durable without being read back. Thread-safe.
 */
final class FirstDeliveries {
    /** The fence of the claim that a chain is created with. */
    private static final int FIRST_FENCE = 1;

    private final Lanes lanes;
    private final Claimant claimant;

    FirstDeliveries(Lanes lanes, Claimant claimant) {
        this.lanes = lanes;
        this.claimant = claimant;
    }

    /**
     * What was prepared.
     *
     * @param chains claimed by this node where room is reserved for the first delivery, and unclaimed elsewhere
     */
    record Prepared(List<NewChain> chains, PreparedDeliveries deliveries) {}

    /** Reserves room for the first deliveries of chains that are unclaimed; of an event with this body. */
    Prepared prepare(List<NewChain> unclaimed, EventBody body, Instant now) {
        var chains = new ArrayList<NewChain>(unclaimed.size());
        var deliveries = new ArrayList<DueDelivery>();
        for (NewChain chain : unclaimed) {
            if (lanes.reserve(chain.lane(), body.length(), now)) {
                chains.add(new NewChain(chain.id(), chain.webhook(), chain.revision(), chain.plan(), claimant));
                var claim = new DueKey(new DeliveryId(chain.id(), 0), 0, FIRST_FENCE);
                deliveries.add(new DueDelivery(claim, NextAttempt.FIRST, chain.lane(), chain.revision(), body));
            } else {
                chains.add(chain);
            }
        }
        return new Prepared(chains, new PreparedDeliveries(now, deliveries));
    }
}
