package io.github.webhooks4j.engine;

import io.github.webhooks4j.store.DueDelivery;
import io.github.webhooks4j.store.LaneKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What is known in memory of one destination. Confined to whoever holds the lock of {@link Lanes}. */
final class Lane {
    final LaneKey key;
    final LaneWindow window;
    /** Claimed deliveries that wait for a slot. */
    final Deque<DueDelivery> ready = new ArrayDeque<>();
    /** Room promised to deliveries that are being committed. */
    int reserved;
    /** Attempts on the wire. */
    int inFlight;
    /** When the earliest work in the store is due that nobody has claimed; never later than the truth. */
    @Nullable Instant dueInStore;
    /** Whether a claim for this lane is under way. */
    boolean claiming;
    /** Whether the webhook is disabled: nothing is claimed or begun. */
    boolean parked;
    /** Whether the lane stands in the queue for turns. */
    boolean inTurn;

    Lane(LaneKey key, int ceiling) {
        this.key = key;
        this.window = new LaneWindow(ceiling);
    }

    boolean canBegin(Instant now) {
        return !parked && !ready.isEmpty() && window.hasRoom(inFlight) && !now.isBefore(window.opensAt());
    }

    boolean wantsClaim(Instant now, int enough) {
        return !parked
                && !claiming
                && dueInStore != null
                && !now.isBefore(dueInStore)
                && !now.isBefore(window.opensAt())
                && ready.size() < enough;
    }

    void noteDueInStore(Instant at) {
        if (dueInStore == null || at.isBefore(dueInStore)) {
            dueInStore = at;
        }
    }

    /** Says whether the lane could be forgotten and made anew without a difference. */
    boolean isIdle() {
        return ready.isEmpty() && reserved == 0 && inFlight == 0 && dueInStore == null && !claiming && window.isFresh();
    }
}
