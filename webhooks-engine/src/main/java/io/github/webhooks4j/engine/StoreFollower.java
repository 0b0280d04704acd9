package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.StoreWatcher;
import java.time.Clock;

/** Follows what other nodes do to the store. */
final class StoreFollower implements StoreWatcher {
    private final Lanes lanes;
    private final WebhookRegistry registry;
    private final Dispatcher dispatcher;
    private final Waker dispatch;
    private final Clock clock;

    StoreFollower(Lanes lanes, WebhookRegistry registry, Dispatcher dispatcher, Waker dispatch, Clock clock) {
        this.lanes = lanes;
        this.registry = registry;
        this.dispatcher = dispatcher;
        this.dispatch = dispatch;
        this.clock = clock;
    }

    @Override
    public void workDue(LaneKey lane) {
        lanes.noteDueInStore(lane, clock.instant());
    }

    @Override
    public void webhooksChanged() {
        registry.noteChanged();
    }

    @Override
    public void missedSomething() {
        registry.noteChanged();
        dispatcher.requestFullScan();
        dispatch.wake();
    }
}
