package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.StartedChain;
import io.github.webhooks4j.engine.internal.listener.ListenerDispatcher;
import io.github.webhooks4j.engine.internal.registry.RegistryListener;
import io.github.webhooks4j.engine.listener.EngineEvent;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.Webhook;

/** Emits an event to the application's listener for every change of state that a commit made durable. */
public final class EventEmitter implements CommitListener, RegistryListener {
    private static final ChainState FIRST = new ChainState.Delivering(0);

    private final ListenerDispatcher notifier;

    public EventEmitter(ListenerDispatcher notifier) {
        this.notifier = notifier;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(this::follow);
    }

    @Override
    public void onStatusChanged(Webhook webhook) {
        notifier.publish(new EngineEvent.WebhookStatusChanged(webhook.id(), webhook.status()));
    }

    private void follow(Committed.Entry entry) {
        for (StartedChain started : entry.started()) {
            NewChain chain = started.chain();
            notifier.publish(new EngineEvent.ChainStarted(chain.id(), chain.webhook(), started.event()));
            if (started.cancelled()) {
                notifier.publish(new EngineEvent.ChainStateChanged(
                        chain.id(), chain.webhook(), FIRST, new ChainState.Cancelled(0)));
            }
        }
        if (entry.outcome() instanceof MutationResult.Started started) {
            StoredChain chain = started.chain();
            notifier.publish(new EngineEvent.ChainStarted(chain.chain().id(), chain.webhook(), chain.event()));
        } else if (entry.outcome() instanceof MutationResult.Applied applied) {
            emit(entry.change(), applied);
        }
    }

    private void emit(Mutation change, MutationResult.Applied applied) {
        ChainId chain = applied.after().chain().id();
        if (change instanceof Mutation.RecordAttempt recorded) {
            notifier.publish(new EngineEvent.AttemptCompleted(
                    recorded.key().delivery(), applied.after().webhook(), recorded.attempt(), recorded.verdict()));
        }
        if (change instanceof Mutation.Apply apply && apply.input() instanceof ChainEvent.CallbackReceived calledBack) {
            int step = calledBack.step();
            Callback settling = applied.after().chain().callbacks().get(step);
            if (settling != null && !applied.before().chain().callbacks().containsKey(step)) {
                notifier.publish(new EngineEvent.CallbackReceived(
                        new DeliveryId(chain, step), applied.after().webhook(), settling));
            }
        }
        ChainState before = applied.before().chain().state();
        ChainState after = applied.after().chain().state();
        if (!before.equals(after)) {
            notifier.publish(
                    new EngineEvent.ChainStateChanged(chain, applied.after().webhook(), before, after));
        }
    }
}
