package io.github.webhooks4j.benchmarks.webhooks4j;

import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The first claim of a node on a store that another node has left. Confined to one thread. */
public final class FirstClaim {
    private static final LeaseRequest NODE = new LeaseRequest(new NodeId("next"), Duration.ofSeconds(30));
    /** As many as an engine asks for at once. */
    private static final int LIMIT = 100;

    private final Store store;

    public FirstClaim(Store store) {
        this.store = store.forNode(Clock.systemUTC());
    }

    /** Tries to claim; returns whether it got a delivery. */
    public boolean isMade() {
        List<ClaimRequest> claims = store.lanes().stream()
                .map(due -> new ClaimRequest(due.lane(), LIMIT))
                .toList();
        return !claims.isEmpty() && !store.claim(claims, NODE).deliveries().isEmpty();
    }
}
