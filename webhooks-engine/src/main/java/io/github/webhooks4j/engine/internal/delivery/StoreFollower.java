package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.backend.WebhookWatcher;
import io.github.webhooks4j.engine.internal.backend.WorkSink;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.StoreListener;
import java.time.Clock;

/** Reacts to notifications of the store about what other nodes did. */
public final class StoreFollower implements StoreListener {
    private final WorkSink lanes;
    private final WebhookWatcher webhooks;
    private final ClaimPoller dispatcher;
    private final Waker dispatch;
    private final Clock clock;

    public StoreFollower(WorkSink lanes, WebhookWatcher webhooks, ClaimPoller dispatcher, Waker dispatch, Clock clock) {
        this.lanes = lanes;
        this.webhooks = webhooks;
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
        webhooks.noteChanged();
    }

    @Override
    public void onResyncRequired() {
        webhooks.noteChanged();
        dispatcher.requestFullScan();
        dispatch.wake();
    }
}
