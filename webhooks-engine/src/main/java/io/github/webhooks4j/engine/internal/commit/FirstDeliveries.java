package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.NextAttempt;
import io.github.webhooks4j.engine.internal.backend.PreparedDeliveries;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.EventContent;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NewChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares the first deliveries of chains that are about to be created. Where a lane has room, the chain is pre-claimed
 * by this node, and is delivered as soon as it is durable, without being read from the store. Thread-safe.
 */
public final class FirstDeliveries {
    /** The fencing token of a pre-claimed chain. */
    private static final int FIRST_FENCE = 1;

    private final LaneScheduler lanes;
    private final LeaseRequest claimant;

    public FirstDeliveries(LaneScheduler lanes, LeaseRequest claimant) {
        this.lanes = lanes;
        this.claimant = claimant;
    }

    /**
     * The prepared chains.
     *
     * @param chains pre-claimed by this node where room is reserved for the first delivery, otherwise unclaimed
     */
    public record Prepared(List<NewChain> chains, PreparedDeliveries deliveries) {}

    /** Returns the claim of the first delivery of a chain that is created claimed. */
    static ClaimToken claim(NewChain chain) {
        return new ClaimToken(new DeliveryId(chain.id(), 0), 0, FIRST_FENCE);
    }

    /** Reserves room for the first deliveries of unclaimed chains of an event. */
    public Prepared prepare(List<NewChain> unclaimed, EventContent event, Instant now) {
        var chains = new ArrayList<NewChain>(unclaimed.size());
        var deliveries = new ArrayList<ClaimedDelivery>();
        for (NewChain chain : unclaimed) {
            if (lanes.tryReserve(chain.lane(), event.length(), now)) {
                chains.add(new NewChain(chain.id(), chain.webhook(), chain.revision(), chain.plan(), claimant));
                deliveries.add(
                        new ClaimedDelivery(claim(chain), NextAttempt.FIRST, chain.lane(), chain.revision(), event));
            } else {
                chains.add(chain);
            }
        }
        return new Prepared(chains, new PreparedDeliveries(now, deliveries));
    }
}
