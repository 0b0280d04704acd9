package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneDue;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.StoreRules;
import java.util.ArrayList;

/** Feeds the lanes with the work that a commit created, and takes out of them what it settled. */
final class LaneFeed implements CommitListener {
    private final Lanes lanes;
    private final CommitGateway commits;
    private final Waker deliveries;

    /**
     * Creates a feed.
     *
     * @param deliveries woken when something may begin
     */
    LaneFeed(Lanes lanes, CommitGateway commits, Waker deliveries) {
        this.lanes = lanes;
        this.commits = commits;
        this.deliveries = deliveries;
    }

    @Override
    public void onCommitted(Committed batch) {
        try {
            batch.forEach(this::follow);
        } finally {
            deliveries.wake();
        }
    }

    private void follow(Committed.Entry entry) {
        entry.refused().forEach(this::cancelReservation);
        followStarted(entry);
        if (entry.outcome() instanceof Outcome.Started started) {
            noteDue(started.chain());
        } else if (entry.outcome() instanceof Outcome.Applied applied) {
            dropSettled(entry.change(), applied);
            noteDue(applied.after());
        }
    }

    private void followStarted(Committed.Entry entry) {
        var inStore = new ArrayList<LaneDue>();
        for (StartedChain started : entry.started()) {
            DueDelivery prepared = started.prepared();
            if (prepared == null) {
                if (!started.cancelled()) {
                    inStore.add(new LaneDue(started.chain().lane(), entry.preparedAt()));
                }
            } else if (started.cancelled()) {
                cancelReservation(prepared);
            } else if (!lanes.offerReserved(prepared)) {
                commits.release(prepared.key());
            }
        }
        lanes.noteDueInStore(inStore);
    }

    private void cancelReservation(DueDelivery prepared) {
        lanes.unreserve(prepared.lane(), prepared.body().length());
    }

    /**
     * Whatever a commit shows of a chain, a claim that the chain has left behind must not begin here: the chain may have been settled
     * by another node, by a commit that took effect although it failed, or while this node claimed it again since the store could
     * not be reached. Only the record of an attempt under the present claim leaves nothing else of the chain in a lane.
     */
    private void dropSettled(Change change, Outcome.Applied applied) {
        ChainRecord before = applied.before();
        Chain after = applied.after().chain();
        int step = before.chain().state().step();
        if (change instanceof Change.Move) {
            // The chain is where it was; what is in the former lane moves when its turn comes.
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

    /** Returns whether a claim is of something that the chain has left behind, and will not return to under that claim. */
    private static boolean isOver(DueKey claim, Chain chain) {
        ChainState state = chain.state();
        boolean sameStep = claim.delivery().step() == state.step();
        return claim.delivery().chain().equals(chain.id())
                && (claim.resumes() < chain.resumes()
                        || (claim.resumes() == chain.resumes()
                                && !(sameStep && state instanceof ChainState.Delivering)));
    }

    /** Also when nothing changed: a commit that took effect although it failed repeats itself, and was not followed before. */
    private void noteDue(ChainRecord after) {
        Due due = after.due();
        if (due != null && !due.claimed()) {
            lanes.noteDueInStore(after.lane(), due.at());
        }
    }
}
