package io.github.webhooks4j.engine.internal.runtime;

import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committer;
import io.github.webhooks4j.engine.internal.backend.EngineBackend;
import io.github.webhooks4j.engine.internal.backend.WorkSource;
import io.github.webhooks4j.engine.internal.commit.CommitGateway;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import io.github.webhooks4j.engine.internal.commit.CommitStream;
import io.github.webhooks4j.engine.internal.commit.GroupCommitter;
import io.github.webhooks4j.engine.internal.commit.OrderedCommitQueue;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.PhaseGate;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.delivery.ClaimPoller;
import io.github.webhooks4j.engine.internal.delivery.LeaseRenewer;
import io.github.webhooks4j.engine.internal.delivery.LeaseTracker;
import io.github.webhooks4j.engine.internal.delivery.NodeRenewer;
import io.github.webhooks4j.engine.internal.delivery.SetAsideBuffer;
import io.github.webhooks4j.engine.internal.delivery.StoreWorkSource;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Store;
import java.util.ArrayList;
import java.util.List;

/** A backend on a {@link Store}: commits in groups, claims by polling, and holds what it has claimed by leases. */
final class StoreBackend implements EngineBackend {
    /**
     * Wakes the tasks that concern a backend.
     *
     * @param committers one for each task that runs the committer
     * @param claims wakes the task that claims
     * @param renewals wakes the task that renews leases
     * @param deliveries woken when something may begin
     */
    record Wakers(List<Waker> committers, Waker claims, Waker renewals, Waker deliveries) {}

    private final EngineContext context;
    private final Store store;
    private final CommitLimits limits;
    private final LeaseRenewer leases;
    private final SetAsideBuffer setAside;
    private final CommitQueue queue;
    private final CommitGateway gateway;
    private final StoreWorkSource work;

    StoreBackend(
            EngineContext context,
            EngineOptions options,
            PhaseGate gate,
            LaneScheduler lanes,
            LeaseRequest claimant,
            Wakers wakers) {
        this.context = context;
        this.store = options.store();
        this.limits = options.limits();
        this.leases = new LeaseRenewer(context, store, lanes, claimant);
        this.setAside = new SetAsideBuffer(context, store, limits, leases);
        this.queue = options.queueing().apply(new OrderedCommitQueue(context.clock(), limits, wakers.committers()));
        this.gateway = new CommitGateway(context, gate, queue, limits, lanes, options.publishTimeout());
        var poller = new ClaimPoller(store, lanes, leases, gateway, wakers.deliveries(), claimant, context);
        var renewals =
                new NodeRenewer(context, store, gate, lanes, gateway, claimant, leases, poller, wakers.renewals());
        this.work = new StoreWorkSource(context, store, lanes, poller, leases, renewals, wakers.claims());
    }

    @Override
    public CommandGateway commands() {
        return gateway;
    }

    @Override
    public WorkSource work() {
        return work;
    }

    @Override
    public HistoryStore history() {
        return store;
    }

    @Override
    public Committer committer(List<CommitListener> listeners) {
        var inOrder = new ArrayList<CommitListener>();
        inOrder.add(new LeaseTracker(leases));
        inOrder.addAll(listeners);
        return new GroupCommitter(context, store, limits, gateway, setAside, new CommitStream(context.name(), inOrder));
    }

    /** Returns how many mutations are not durable yet. */
    int pendingCommits() {
        return queue.size();
    }

    /** Returns what holds the records that the store does not take. */
    SetAsideBuffer setAside() {
        return setAside;
    }
}
