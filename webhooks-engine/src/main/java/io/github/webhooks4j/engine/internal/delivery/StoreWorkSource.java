package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.health.StoreSnapshot;
import io.github.webhooks4j.engine.internal.backend.WebhookWatcher;
import io.github.webhooks4j.engine.internal.backend.WorkSink;
import io.github.webhooks4j.engine.internal.backend.WorkSource;
import io.github.webhooks4j.engine.internal.context.BackgroundTask;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.spi.store.Subscription;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The work that a store holds: claimed when it is due, under leases that are renewed. Thread-safe. */
public final class StoreWorkSource implements WorkSource {
    private final Store store;
    private final WorkSink lanes;
    private final ClaimPoller poller;
    private final LeaseRenewer leases;
    private final NodeRenewer renewals;
    private final Waker claiming;
    private final Clock clock;

    /**
     * Creates a source.
     *
     * @param claiming wakes the task that runs {@link #claims}
     */
    public StoreWorkSource(
            EngineContext context,
            Store store,
            WorkSink lanes,
            ClaimPoller poller,
            LeaseRenewer leases,
            NodeRenewer renewals,
            Waker claiming) {
        this.store = store;
        this.lanes = lanes;
        this.poller = poller;
        this.leases = leases;
        this.renewals = renewals;
        this.claiming = claiming;
        this.clock = context.clock();
    }

    @Override
    public Subscription open(WebhookWatcher webhooks) {
        Subscription subscription = store.subscribe(new StoreFollower(lanes, webhooks, poller, claiming, clock));
        try {
            poller.load();
            return subscription;
        } catch (RuntimeException | Error e) {
            subscription.close();
            throw e;
        }
    }

    @Override
    public BackgroundTask claims() {
        return poller;
    }

    @Override
    public BackgroundTask renewals() {
        return renewals;
    }

    @Override
    public CompletableFuture<Void> leave() {
        return renewals.leave();
    }

    @Override
    public void requestFullScan() {
        poller.requestFullScan();
    }

    @Override
    public boolean mayBegin(ClaimToken claim, Instant now) {
        return leases.isHeld(claim, now);
    }

    @Override
    public StoreSnapshot reading() {
        return poller.reading();
    }

    @Override
    public long takeovers() {
        return poller.takeovers();
    }
}
