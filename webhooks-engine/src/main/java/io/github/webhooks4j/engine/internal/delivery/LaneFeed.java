package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.backend.CommitListener;
import io.github.webhooks4j.engine.internal.backend.Committed;
import io.github.webhooks4j.engine.internal.backend.StartedChain;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import java.time.Clock;
import java.util.ArrayList;

/** Adds the deliveries that a commit created to the lanes, and removes those that it settled. */
public final class LaneFeed implements CommitListener {
    private final LaneScheduler lanes;
    private final CommandGateway commits;
    private final Waker deliveries;
    private final Clock clock;

    /**
     * Creates a feed.
     *
     * @param deliveries woken when a delivery may start
     */
    public LaneFeed(LaneScheduler lanes, CommandGateway commits, Waker deliveries, Clock clock) {
        this.lanes = lanes;
        this.commits = commits;
        this.deliveries = deliveries;
        this.clock = clock;
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
        if (entry.outcome() instanceof MutationResult.Started started) {
            noteDue(started.chain());
        } else if (entry.outcome() instanceof MutationResult.Applied applied) {
            dropSettled(entry.change(), applied);
            noteDue(applied.after());
            applied.turns().forEach(lane -> lanes.noteNextDue(lane, clock.instant()));
        }
    }

    private void followStarted(Committed.Entry entry) {
        var inStore = new ArrayList<LaneDueTime>(0);
        var claimed = new ArrayList<ClaimedDelivery>();
        for (StartedChain started : entry.started()) {
            ClaimedDelivery prepared = started.prepared();
            if (prepared == null) {
                if (!started.cancelled()) {
                    inStore.add(new LaneDueTime(started.chain().lane(), entry.preparedAt()));
                }
            } else if (started.cancelled()) {
                cancelReservation(prepared);
            } else {
                claimed.add(prepared);
            }
        }
        if (!claimed.isEmpty()) {
            commits.release(lanes.enqueueReserved(claimed));
        }
        lanes.noteNextDue(inStore);
    }

    private void cancelReservation(ClaimedDelivery prepared) {
        lanes.cancelReservation(prepared.lane(), prepared.event().length());
    }

    /**
     * Drops outdated claims of a chain that a commit has shown: no attempt may start under a claim that the chain has
     * left behind. Another node may have settled the chain, or a commit that took effect although it failed, or this
     * node claimed it again while the store was out of reach. Only after the record of an attempt under the present
     * claim is nothing else of the chain in a lane.
     */
    private void dropSettled(Mutation change, MutationResult.Applied applied) {
        StoredChain before = applied.before();
        Chain after = applied.after().chain();
        int step = before.chain().state().step();
        if (change instanceof Mutation.Move) {
            // The chain is unchanged; a delivery in the former lane moves when its turn comes.
            return;
        }
        if (change instanceof Mutation.RecordAttempt recorded) {
            if (StoreRules.isCurrent(before, recorded.key())) {
                return;
            }
            step = recorded.key().delivery().step();
        } else if (change instanceof Mutation.Apply apply
                && apply.input() instanceof ChainEvent.CallbackReceived calledBack) {
            step = calledBack.step();
        }
        lanes.drop(before.lane(step), claim -> isOver(claim, after));
    }

    /** Returns whether the chain has moved on from what was claimed, and will not return to it under that claim. */
    private static boolean isOver(ClaimToken claim, Chain chain) {
        ChainState state = chain.state();
        boolean sameStep = claim.delivery().step() == state.step();
        return claim.delivery().chain().equals(chain.id())
                && (claim.resumeCount() < chain.resumeCount()
                        || (claim.resumeCount() == chain.resumeCount()
                                && !(sameStep && state instanceof ChainState.Delivering)));
    }

    /**
     * Called also when nothing changed: a commit that took effect although it failed is repeated, and no listener has
     * followed it before.
     */
    private void noteDue(StoredChain after) {
        PendingDelivery due = after.due();
        if (due != null && !due.claimed()) {
            lanes.noteNextDue(after.lane(), due.at());
        }
    }
}
