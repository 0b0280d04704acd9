package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreListener;
import java.time.Clock;

/** Reacts to notifications of the store about what other nodes did. */
public final class StoreFollower implements StoreListener {
    private final LaneScheduler lanes;
    private final WebhookRegistry registry;
    private final ClaimPoller dispatcher;
    private final Waker dispatch;
    private final Clock clock;

    public StoreFollower(
            LaneScheduler lanes, WebhookRegistry registry, ClaimPoller dispatcher, Waker dispatch, Clock clock) {
        this.lanes = lanes;
        this.registry = registry;
        this.dispatcher = dispatcher;
        this.dispatch = dispatch;
        this.clock = clock;
    }

    @Override
    public void onWorkAvailable(LaneKey lane) {
        lanes.noteNextDue(lane, clock.instant());
    }

    @Override
    public void onWebhooksChanged() {
        registry.noteChanged();
    }

    @Override
    public void onResyncRequired() {
        registry.noteChanged();
        dispatcher.requestFullScan();
        dispatch.wake();
    }
}
