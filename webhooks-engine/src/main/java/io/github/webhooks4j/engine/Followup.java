package io.github.webhooks4j.engine;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.LaneKey;
import io.github.webhooks4j.store.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What has to happen in memory once a change is durable: lanes learn of new work and forget what is settled, deadlines are
 * watched, the listener is told. Runs on the journal's loop; must not block.
 */
final class Followup {
    private final Lanes lanes;
    private final Deadlines deadlines;
    private final Webhooks webhooks;
    private final Notifier notifier;

    Followup(Lanes lanes, Deadlines deadlines, Webhooks webhooks, Notifier notifier) {
        this.lanes = lanes;
        this.deadlines = deadlines;
        this.webhooks = webhooks;
        this.notifier = notifier;
    }

    /** Follows up any change but a publish, whose own publisher knows what it held in memory. */
    void committed(Change change, Outcome outcome) {
        if (outcome instanceof Outcome.Started started) {
            ChainRecord chain = started.chain();
            notifier.tell(new StateChange.ChainStarted(chain.chain().id(), chain.webhook(), chain.event()));
            followDue(null, chain);
        } else if (outcome instanceof Outcome.Applied applied) {
            tell(change, applied);
            followDue(applied.before(), applied.after());
            if (applied.after().chain().state() instanceof AwaitingCallback awaiting) {
                deadlines.note(awaiting.deadline());
            }
            if (applied.disabled() != null) {
                webhooks.disabledByStore(applied.after().webhook(), applied.disabled());
            }
        }
    }

    private void followDue(@Nullable ChainRecord before, ChainRecord after) {
        Due due = after.due();
        Due former = before == null ? null : before.due();
        if (before != null && former != null && (due == null || !laneOf(before).equals(laneOf(after)))) {
            lanes.drop(laneOf(before), before.chain().id());
        }
        if (due != null && !due.claimed() && !due.equals(former)) {
            lanes.noteDueInStore(laneOf(after), due.at());
        }
    }

    private void tell(Change change, Outcome.Applied applied) {
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

    private static LaneKey laneOf(ChainRecord record) {
        return new LaneKey(record.webhook(), record.chain().state().step());
    }
}
