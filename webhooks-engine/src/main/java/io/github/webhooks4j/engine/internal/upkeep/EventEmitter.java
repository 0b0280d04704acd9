package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.StartedChain;
import io.github.webhooks4j.engine.internal.context.EngineContext;
import io.github.webhooks4j.engine.internal.context.MetricsRecorder;
import io.github.webhooks4j.engine.internal.listener.ListenerDispatcher;
import io.github.webhooks4j.engine.internal.registry.RegistryListener;
import io.github.webhooks4j.engine.internal.registry.StatusChange;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.engine.listener.EngineEvent.AttemptCompleted;
import io.github.webhooks4j.engine.listener.EngineEvent.CallbackReceived;
import io.github.webhooks4j.engine.listener.EngineEvent.ChainStarted;
import io.github.webhooks4j.engine.listener.EngineEvent.ChainStateChanged;
import io.github.webhooks4j.engine.listener.EngineEvent.WebhookStatusChanged;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Emits an event to the application's listeners and metrics for every change of state that a commit made durable. */
public final class EventEmitter implements CommitListener, RegistryListener {
    private static final ChainState FIRST = new ChainState.Delivering(0);

    private final Clock clock;
    private final MetricsRecorder metrics;
    private final List<ListenerDispatcher> listeners;

    public EventEmitter(EngineContext context, List<ListenerDispatcher> listeners) {
        this.clock = context.clock();
        this.metrics = context.metrics();
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onCommitted(Committed batch) {
        if (isOn()) {
            Instant at = clock.instant();
            batch.forEach(entry -> follow(entry, at));
        }
    }

    @Override
    public void onStatusChanged(StatusChange change) {
        if (isOn()) {
            emit(new WebhookStatusChanged(
                    change.webhook().id(),
                    change.before(),
                    change.webhook().status(),
                    change.cause(),
                    clock.instant()));
        }
    }

    private boolean isOn() {
        return metrics.isOn() || !listeners.isEmpty();
    }

    private void emit(EngineEvent event) {
        if (metrics.isOn()) {
            metrics.record(metered -> metered.onEvent(event));
        }
        listeners.forEach(listener -> listener.publish(event));
    }

    private void follow(Committed.Entry entry, Instant at) {
        for (StartedChain started : entry.started()) {
            NewChain chain = started.chain();
            emit(new ChainStarted(
                    chain.id(), chain.webhook(), started.event(), started.topic(), started.eventType(), at));
            if (started.cancelled()) {
                emit(new ChainStateChanged(chain.id(), chain.webhook(), FIRST, new ChainState.Cancelled(0), at));
            }
        }
        if (entry.outcome() instanceof MutationResult.Started started) {
            StoredChain chain = started.chain();
            emit(new ChainStarted(chain.chain().id(), chain.webhook(), chain.event(), null, null, at));
        } else if (entry.outcome() instanceof MutationResult.Applied applied) {
            followApplied(entry, applied, at);
        }
    }

    private void followApplied(Committed.Entry entry, MutationResult.Applied applied, Instant at) {
        Mutation change = entry.change();
        ChainId chain = applied.after().chain().id();
        WebhookId webhook = applied.after().webhook();
        if (change instanceof Mutation.RecordAttempt recorded) {
            emit(new AttemptCompleted(
                    recorded.key().delivery(), webhook, entry.eventType(), recorded.attempt(), recorded.verdict(), at));
        }
        if (change instanceof Mutation.Apply apply && apply.input() instanceof ChainEvent.CallbackReceived calledBack) {
            int step = calledBack.step();
            Callback settling = applied.after().chain().callbacks().get(step);
            if (settling != null && !applied.before().chain().callbacks().containsKey(step)) {
                emit(new CallbackReceived(new DeliveryId(chain, step), webhook, settling, at));
            }
        }
        ChainState before = applied.before().chain().state();
        ChainState after = applied.after().chain().state();
        if (!before.equals(after)) {
            emit(new ChainStateChanged(chain, webhook, before, after, at));
        }
    }
}
