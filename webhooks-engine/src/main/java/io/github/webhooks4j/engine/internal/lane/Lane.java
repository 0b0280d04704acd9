package io.github.webhooks4j.engine.internal.lane;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is known in memory of one destination. Confined to the thread that holds the lock of {@link LaneScheduler}. */
final class Lane {
    final LaneKey key;
    final CircuitBreaker circuit;
    final ConcurrencyLimit limit;
    /** What its webhook says about it. */
    LaneTraits traits;
    /** What all lanes of its host and port have together; set before anything is counted. */
    @Nullable InFlightShare host;
    /** What all lanes of its owner have together; null if it has none. */
    @Nullable InFlightShare owner;
    /** Deliveries held in memory, and room promised for. */
    int held;

    long heldBytes;
    /** Where the lane waits for a place; null if it does not. */
    @Nullable FairQueue waitsIn;
    /** Whether one of its places is of those for lanes of which nothing is known. */
    boolean hasUnknownPlace;
    /** Keeps to the rate that the destination agreed to; null if it was not asked. */
    @Nullable RateLimiter pace;
    /** Claimed deliveries that wait for a slot. */
    final Deque<ClaimedDelivery> ready = new ArrayDeque<>();
    /** Room promised to deliveries that are being committed. */
    int reserved;
    /** How much to claim at once. */
    final AdaptiveBatchSize claimSize = new AdaptiveBatchSize();
    /** Attempts on the wire. */
    int inFlight;
    /** When the earliest work in the store may be claimed; never later than the truth. */
    @Nullable Instant dueInStore;
    /** Whether a claim for this lane is under way. */
    boolean claiming;
    /** What was settled while a claim was under way that may bring it all the same. */
    final List<Predicate<ClaimToken>> droppedWhileClaiming = new ArrayList<>();
    /** Whether the webhook is disabled: nothing is claimed or begun. */
    boolean parked;
    /** Whether the lane is in the queue for turns. */
    boolean inTurn;

    Lane(LaneKey key, LaneMemory.Learned learned, LaneTraits traits) {
        this.key = key;
        this.circuit = learned.circuit();
        this.limit = learned.limit();
        this.traits = traits;
    }

    InFlightShare host() {
        return requireNonNull(host, "the lane has not joined");
    }

    boolean canBegin(Instant now) {
        return !parked && !ready.isEmpty() && limit.hasCapacity(inFlight) && mayStart(now);
    }

    /** Returns from when on an attempt may start, by the circuit and by the pace; {@link Instant#MIN} if nothing stops it. */
    Instant nextStartAt(Instant now) {
        Instant probe = circuit.nextStartAt(now);
        Instant turn = pace == null ? Instant.MIN : pace.nextPermitAt(now);
        return turn.isAfter(probe) ? turn : probe;
    }

    /** Returns whether neither the circuit nor the pace stops an attempt now. */
    boolean mayStart(Instant now) {
        return !now.isBefore(nextStartAt(now));
    }

    /** Returns whether something in the store waits to be claimed now. */
    boolean isDueInStore(Instant now) {
        return dueInStore != null && !now.isBefore(dueInStore);
    }

    /** Returns whether more is to be claimed as soon as it is due and may begin. */
    boolean wantsMore() {
        return !parked
                && !claiming
                && dueInStore != null
                && ready.size() < (circuit.isOpen() ? 1 : claimSize.refillThreshold());
    }

    boolean wantsClaim(Instant now) {
        return wantsMore() && isDueInStore(now) && mayStart(now);
    }

    /** Returns how much to claim now. */
    int claimLimit(Instant now) {
        if (circuit.isOpen()) {
            return 1;
        }
        int size = claimSize.next(now);
        return pace == null ? size : Math.min(size, pace.perSecond());
    }

    /** Learns from how an attempt ended. */
    void learn(AttemptResult end, Instant now) {
        switch (end) {
            case SUCCEEDED, REFUSED -> {
                circuit.onSuccess(now);
                limit.onSuccess();
            }
            case FAILED -> failed(now);
            case THROTTLED -> {
                limit.onThrottled();
                failed(now);
            }
            case UNCOUNTED -> circuit.onUncounted();
            case SENDER_FAULT -> circuit.onSenderFault(now);
            case BROKEN -> circuit.onBroken(now);
            case SKIPPED -> {
                if (pace != null) {
                    pace.refund();
                }
            }
        }
    }

    private void failed(Instant now) {
        circuit.onFailure(now);
        if (circuit.isOpen()) {
            limit.reset();
        }
    }

    /**
     * Returns whether an attempt is likely to be over soon: one has succeeded lately, the last did not fail, and none is in flight or
     * one has just succeeded.
     */
    boolean isQuick(Instant now) {
        return !circuit.isFailing()
                && circuit.hasSucceededLately(now)
                && (inFlight == 0 || circuit.hasJustSucceeded(now));
    }

    /** Returns whether nothing is known of how its attempts end: none has succeeded lately or failed, and none is in flight. */
    boolean isUnknown(Instant now) {
        return !circuit.isFailing() && !circuit.hasSucceededLately(now) && inFlight == 0;
    }

    /** Returns how many more could begin at once if they were here. */
    int freeSlots() {
        return limit.size() - inFlight - ready.size() - reserved;
    }

    void noteDueInStore(Instant at) {
        if (dueInStore == null || at.isBefore(dueInStore)) {
            dueInStore = at;
        }
    }

    /** Returns whether nothing is known of the lane but its pace, its circuit and its limit. */
    boolean isIdle() {
        return ready.isEmpty() && reserved == 0 && inFlight == 0 && dueInStore == null && !claiming;
    }
}
