package io.github.webhooks4j.engine;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainState.AwaitingCallback;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.StoreRules;

/**
 * What has to happen in memory once a change is durable: lanes learn of new work and forget what is settled, deadlines are
 * watched, the listener is told. Runs on the journal's loop; must not block.
 */
final class Followup {
    private final Lanes lanes;
    private final Leases leases;
    private final Deadlines deadlines;
    private final Webhooks webhooks;
    private final Notifier notifier;
    private final Runnable disabled;

    /**
     * Creates a follow-up.
     *
     * @param disabled called when {@link Webhooks#followStore} has something to follow
     */
    Followup(Lanes lanes, Leases leases, Deadlines deadlines, Webhooks webhooks, Notifier notifier, Runnable disabled) {
        this.lanes = lanes;
        this.leases = leases;
        this.deadlines = deadlines;
        this.webhooks = webhooks;
        this.notifier = notifier;
        this.disabled = disabled;
    }

    /** Follows up any change but a publish, whose own publisher knows what it held in memory. */
    void committed(Change change, Outcome outcome) {
        if (change instanceof Change.RecordAttempt recorded) {
            leases.ended(recorded.key());
        } else if (change instanceof Change.Release release) {
            leases.ended(release.key());
        } else if (change instanceof Change.Move move && move.claim() != null) {
            leases.ended(move.claim());
        }
        if (outcome instanceof Outcome.Started started) {
            ChainRecord chain = started.chain();
            notifier.tell(new StateChange.ChainStarted(chain.chain().id(), chain.webhook(), chain.event()));
            followDue(chain);
        } else if (outcome instanceof Outcome.Applied applied) {
            tell(change, applied);
            dropSettled(change, applied);
            followDue(applied.after());
            if (applied.after().chain().state() instanceof AwaitingCallback awaiting) {
                deadlines.note(awaiting.deadline());
            }
            if (applied.disabled() != null) {
                webhooks.noteChanged();
                disabled.run();
            }
        }
    }

    /**
     * Whatever is learned of a chain, a claim that it has left behind must not begin here: it may have been settled by another
     * node, by a commit that was kept though it failed, or while this node claimed it again since the store could not be reached.
     * Only who records an attempt under the present claim has nothing else of it in a lane.
     */
    private void dropSettled(Change change, Outcome.Applied applied) {
        ChainRecord before = applied.before();
        Chain after = applied.after().chain();
        int step = before.chain().state().step();
        if (change instanceof Change.Move) {
            // It stands where it stood; what is in the former lane goes over when its turn comes.
            return;
        }
        if (change instanceof Change.RecordAttempt recorded) {
            if (StoreRules.isCurrent(before, recorded.key())) {
                return;
            }
            step = recorded.key().delivery().step();
        } else if (change instanceof Change.Apply apply && apply.input() instanceof ChainInput.CalledBack calledBack) {
            step = calledBack.step();
        }
        lanes.drop(before.lane(step), claim -> isOver(claim, after));
    }

    /** Says whether a claim is of something that the chain has left behind, and will not come back to under that claim. */
    private static boolean isOver(DueKey claim, Chain chain) {
        ChainState state = chain.state();
        boolean sameStep = claim.delivery().step() == state.step();
        return claim.delivery().chain().equals(chain.id())
                && (claim.resumes() < chain.resumes()
                        || (claim.resumes() == chain.resumes()
                                && !(sameStep && state instanceof ChainState.Delivering)));
    }

    /** Also when nothing changed: a commit that was kept though it failed repeats itself, and was not followed up before. */
    private void followDue(ChainRecord after) {
        Due due = after.due();
        if (due != null && !due.claimed()) {
            lanes.noteDueInStore(after.lane(), due.at());
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
}
