package io.github.webhooks4j.engine;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.webhook.Webhook;

/** Emits an event to the application's listener for every change of state that a commit made durable. */
final class EventEmitter implements CommitListener, RegistryListener {
    private static final ChainState FIRST = new ChainState.Delivering(0);

    private final Notifier notifier;

    EventEmitter(Notifier notifier) {
        this.notifier = notifier;
    }

    @Override
    public void onCommitted(Committed batch) {
        batch.forEach(this::follow);
    }

    @Override
    public void onStatusChanged(Webhook webhook) {
        notifier.tell(new StateChange.WebhookStatusChanged(webhook.id(), webhook.status()));
    }

    private void follow(Committed.Entry entry) {
        for (StartedChain started : entry.started()) {
            NewChain chain = started.chain();
            notifier.tell(new StateChange.ChainStarted(chain.id(), chain.webhook(), started.event()));
            if (started.cancelled()) {
                notifier.tell(
                        new StateChange.ChainMoved(chain.id(), chain.webhook(), FIRST, new ChainState.Cancelled(0)));
            }
        }
        if (entry.outcome() instanceof Outcome.Started started) {
            ChainRecord chain = started.chain();
            notifier.tell(new StateChange.ChainStarted(chain.chain().id(), chain.webhook(), chain.event()));
        } else if (entry.outcome() instanceof Outcome.Applied applied) {
            emit(entry.change(), applied);
        }
    }

    private void emit(Change change, Outcome.Applied applied) {
        ChainId chain = applied.after().chain().id();
        if (change instanceof Change.RecordAttempt recorded) {
            notifier.tell(new StateChange.AttemptMade(
                    recorded.key().delivery(), applied.after().webhook(), recorded.attempt(), recorded.verdict()));
        }
        if (change instanceof Change.Apply apply && apply.input() instanceof ChainInput.CalledBack calledBack) {
            int step = calledBack.step();
            Callback settling = applied.after().chain().callbacks().get(step);
            if (settling != null && !applied.before().chain().callbacks().containsKey(step)) {
                notifier.tell(new StateChange.CalledBack(
                        new DeliveryId(chain, step), applied.after().webhook(), settling));
            }
        }
        ChainState before = applied.before().chain().state();
        ChainState after = applied.after().chain().state();
        if (!before.equals(after)) {
            notifier.tell(new StateChange.ChainMoved(chain, applied.after().webhook(), before, after));
        }
    }
}
