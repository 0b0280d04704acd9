package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.PhaseGate;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.lane.NodeShare;
import io.github.webhooks4j.engine.lifecycle.EnginePhase;
import io.github.webhooks4j.spi.store.DeliveringNodes;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Renews the leases of this node: those on deliveries, and as long as it delivers the one by which other nodes count it. What it finds
 * of the other nodes decides what the lanes may do. One task calls {@link #step}; the rest is thread-safe.
 */
public final class NodeRenewer implements BackgroundTask {
    /** A lease is renewed after this part of its term, as those on deliveries. */
    private static final int RENEWALS_PER_TERM = 3;

    private final Store store;
    private final PhaseGate gate;
    private final LaneScheduler lanes;
    private final CommandGateway commits;
    private final LeaseRequest claimant;
    private final LeaseRenewer leases;
    private final ClaimPoller poller;
    private final Clock clock;
    private final Waker waker;
    private Instant renewedAt = Instant.MIN; // confined to the task
    private NodeShare share = NodeShare.NONE; // confined to the task
    private volatile boolean shown; // written by the task; whether there may be a lease
    private volatile boolean failing; // written by the task
    private final List<CompletableFuture<Void>> leaving = new ArrayList<>(); // guarded by itself

    /**
     * Creates a renewer without a lease.
     *
     * @param waker wakes this task
     */
    public NodeRenewer(
            EngineContext context,
            Store store,
            PhaseGate gate,
            LaneScheduler lanes,
            CommandGateway commits,
            LeaseRequest claimant,
            LeaseRenewer leases,
            ClaimPoller poller,
            Waker waker) {
        this.store = store;
        this.gate = gate;
        this.lanes = lanes;
        this.commits = commits;
        this.claimant = claimant;
        this.leases = leases;
        this.poller = poller;
        this.clock = context.clock();
        this.waker = waker;
    }

    /** Returns whether this node has no lease on a delivery. */
    public boolean holdsNothing() {
        return leases.isEmpty();
    }

    /**
     * Has the task show the other nodes that this one delivers no longer.
     *
     * @return completes when it has, or could not: then the lease ends by itself
     */
    CompletableFuture<Void> leave() {
        if (!shown || failing) {
            return CompletableFuture.completedFuture(null);
        }
        var done = new CompletableFuture<Void>();
        synchronized (leaving) {
            leaving.add(done);
        }
        waker.wake();
        return done;
    }

    @Override
    public Instant step() {
        failing = true;
        List<CompletableFuture<Void>> left;
        synchronized (leaving) {
            left = List.copyOf(leaving);
            leaving.clear();
        }
        try {
            Instant next = leases.step();
            if (gate.phase() == EnginePhase.DELIVERING) {
                renew(clock.instant());
            } else if (shown) {
                end();
            }
            failing = false;
            return next;
        } finally {
            left.forEach(done -> done.complete(null));
        }
    }

    private void renew(Instant now) {
        Instant due = renewedAt.plus(claimant.duration().dividedBy(RENEWALS_PER_TERM));
        // Later than now: the clock was set back.
        if (now.isBefore(due) && !renewedAt.isAfter(now)) {
            return;
        }
        shown = true;
        DeliveringNodes nodes = store.renewNode(claimant);
        renewedAt = now;
        NodeShare former = share;
        share = NodeShare.of(nodes, now, claimant.duration());
        if (!share.hasSameNodes(former)) {
            // What waits in lanes of which this node had no part is not known.
            poller.requestFullScan();
        }
        commits.release(lanes.share(share, clock.instant()));
    }

    private void end() {
        share = NodeShare.NONE;
        lanes.share(share, clock.instant());
        renewedAt = Instant.MIN;
        store.endNode(claimant.node());
        shown = false;
    }
}
