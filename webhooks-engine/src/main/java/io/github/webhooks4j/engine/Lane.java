package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

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
    final LaneKey key;
    final LaneWindow window;
    /** What its webhook says about it. */
    LaneTraits traits;
    /** What all lanes of its host and port have together; set before anything is counted. */
    @Nullable Share host;
    /** What all lanes of its owner have together; null if it has none. */
    @Nullable Share owner;
    /** Deliveries held in memory, and room promised for. */
    int held;

    long heldBytes;
    /** Where the lane waits for a place; null if it does not. */
    @Nullable WaitingLine waitsIn;
    /** Whether one of its places is of those for lanes of which nothing is known. */
    boolean hasUnknownPlace;
    /** Keeps to the rate that the destination agreed to; null if it was not asked. */
    @Nullable Pace pace;
    /** Claimed deliveries that wait for a slot. */
    final Deque<DueDelivery> ready = new ArrayDeque<>();
    /** Room promised to deliveries that are being committed. */
    int reserved;
    /** How much to claim at once. */
    final ClaimSize claimSize = new ClaimSize();
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

    Lane(LaneKey key, LaneWindow window, LaneTraits traits) {
        this.key = key;
        this.window = window;
        this.traits = traits;
    }

    Share host() {
        return requireNonNull(host, "the lane has not joined");
    }

    boolean canBegin(Instant now) {
        return !parked && !ready.isEmpty() && window.hasRoom(inFlight) && isOpen(now);
    }

    /** Returns from when on an attempt may begin, by the window and by the pace; {@link Instant#MIN} if nothing holds it up. */
    Instant opensAt(Instant now) {
        Instant opens = window.opensAt(now);
        Instant turn = pace == null ? Instant.MIN : pace.opensAt(now);
        return turn.isAfter(opens) ? turn : opens;
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
        return !parked
                && !claiming
                && dueInStore != null
                && ready.size() < (window.isOpen() ? 1 : claimSize.claimBelow());
    }

    boolean wantsClaim(Instant now) {
        return wantsMore() && isDueInStore(now) && isOpen(now);
    }

    /** Returns how much to claim now. */
    int claimLimit(Instant now) {
        if (window.isOpen()) {
            return 1;
        }
        int size = claimSize.next(now);
        return pace == null ? size : Math.min(size, pace.perSecond());
    }

    /** Learns from how an attempt ended. */
    void learn(AttemptEnd end, Instant now) {
        switch (end) {
            case SUCCEEDED, REFUSED -> window.succeeded(now);
            case FAILED -> window.failed(now);
            case THROTTLED -> {
                window.throttled();
                window.failed(now);
            }
            case UNCOUNTED -> window.uncounted();
            case SENDER_FAULT -> window.senderFault(now);
            case BROKEN -> window.broken(now);
            case NOT_MADE -> {
                if (pace != null) {
                    pace.notBegun();
                }
            }
        }
    }

    /**
     * Returns whether an attempt is likely to be over soon: one has succeeded lately, the last did not fail, and none is in flight or
     * one has just succeeded.
     */
    boolean isQuick(Instant now) {
        return !window.isFailing() && window.hasSucceededLately(now) && (inFlight == 0 || window.hasJustSucceeded(now));
    }

    /** Returns whether nothing is known of how its attempts end: none has succeeded lately or failed, and none is in flight. */
    boolean isUnknown(Instant now) {
        return !window.isFailing() && !window.hasSucceededLately(now) && inFlight == 0;
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

    /** Returns whether nothing is known of the lane but its pace and its window. */
    boolean isIdle() {
        return ready.isEmpty() && reserved == 0 && inFlight == 0 && dueInStore == null && !claiming;
    }
}
