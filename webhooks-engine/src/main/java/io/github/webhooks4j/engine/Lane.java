package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.DueKey;
import io.github.webhooks4j.store.LaneKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is known in memory of one destination. Confined to whoever holds the lock of {@link Lanes}. */
final class Lane {
    private static final int CLAIM_SIZE = 64;
    /** With fewer ready deliveries than this it asks the store for more. */
    private static final int CLAIM_BELOW = 16;

    final LaneKey key;
    final LaneWindow window;
    /** Keeps to the rate that the destination agreed to; null if it was not asked. */
    @Nullable Pace pace;
    /** Claimed deliveries that wait for a slot. */
    final Deque<DueDelivery> ready = new ArrayDeque<>();
    /** Room promised to deliveries that are being committed. */
    int reserved;
    /** Attempts on the wire. */
    int inFlight;
    /** When the earliest work in the store may be claimed; never later than the truth. */
    @Nullable Instant dueInStore;
    /** Whether a claim for this lane is under way. */
    boolean claiming;
    /** What was settled while a claim was under way that may bring it all the same. */
    final List<Predicate<DueKey>> droppedWhileClaiming = new ArrayList<>();
    /** Whether the webhook is disabled: nothing is claimed or begun. */
    boolean parked;
    /** Whether the lane stands in the queue for turns. */
    boolean inTurn;

    Lane(LaneKey key, int ceiling) {
        this.key = key;
        this.window = new LaneWindow(ceiling);
    }

    boolean canBegin(Instant now) {
        return !parked && !ready.isEmpty() && window.hasRoom(inFlight) && isOpen(now);
    }

    /** Returns from when on an attempt may begin, by the circuit and by the pace; {@link Instant#MIN} if nothing holds it up. */
    Instant opensAt(Instant now) {
        Instant circuit = window.opensAt(now);
        Instant turn = pace == null ? Instant.MIN : pace.opensAt(now);
        return turn.isAfter(circuit) ? turn : circuit;
    }

    boolean isOpen(Instant now) {
        return !now.isBefore(opensAt(now));
    }

    /** Says whether something in the store waits to be claimed now. */
    boolean isDueInStore(Instant now) {
        return dueInStore != null && !now.isBefore(dueInStore);
    }

    /** Says whether more is to be claimed as soon as it is due and may begin. */
    boolean wantsMore() {
        return !parked && !claiming && dueInStore != null && ready.size() < (window.isOpen() ? 1 : CLAIM_BELOW);
    }

    boolean wantsClaim(Instant now) {
        return wantsMore() && isDueInStore(now) && isOpen(now);
    }

    int claimSize() {
        if (window.isOpen()) {
            return 1;
        }
        return pace == null ? CLAIM_SIZE : Math.min(CLAIM_SIZE, pace.perSecond());
    }

    /** Returns how many more could begin at once if they were here. */
    int freeSlots() {
        return window.size() - inFlight - ready.size() - reserved;
    }

    void noteDueInStore(Instant at) {
        if (dueInStore == null || at.isBefore(dueInStore)) {
            dueInStore = at;
        }
    }

    /** Says whether the lane could be forgotten and made anew without a difference. */
    boolean isIdle() {
        return ready.isEmpty()
                && reserved == 0
                && inFlight == 0
                && dueInStore == null
                && !claiming
                && window.isFresh()
                && pace == null;
    }
}
