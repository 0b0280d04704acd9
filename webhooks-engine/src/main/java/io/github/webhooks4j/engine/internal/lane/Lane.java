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

/** The state in memory of one destination. Confined to the thread that holds the lock of {@link LaneScheduler}. */
final class Lane {
    final LaneKey key;
    final CircuitBreaker circuit;
    final ConcurrencyLimit limit;
    /** The settings of its webhook that concern it. */
    LaneTraits traits;
    /** The share of its host and port; set before anything is counted. */
    @Nullable InFlightShare host;
    /** The share of its owner; null if it has none. */
    @Nullable InFlightShare owner;
    /** Deliveries held in memory, and reservations. */
    int held;

    long heldBytes;
    /** The queue in which the lane waits for a slot; null if it does not wait. */
    @Nullable FairQueue waitsIn;
    /** Whether one of its slots is one of those for lanes without any known result. */
    boolean hasUnknownPlace;
    /** Keeps the rate limits of the webhook and of the destination; null if there are none. */
    @Nullable RateLimiter pace;
    /** Claimed deliveries that wait for a slot. */
    final Deque<ClaimedDelivery> ready = new ArrayDeque<>();
    /** Reservations for deliveries that are being committed. */
    int reserved;
    /** How many deliveries to claim at once. */
    final AdaptiveBatchSize claimSize = new AdaptiveBatchSize();
    /** Attempts on the wire. */
    int inFlight;
    /** When the earliest delivery in the store may be claimed; may be too early, never too late. */
    @Nullable Instant dueInStore;
    /** Whether a claim for this lane is in progress. */
    boolean claiming;
    /** Matches deliveries that were settled during a claim, which may still return them. */
    final List<Predicate<ClaimToken>> droppedWhileClaiming = new ArrayList<>();
    /** Whether the webhook is disabled: nothing is claimed or started. */
    boolean parked;
    /** Whether the lane is in the queue of turns. */
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

    /**
     * Returns the earliest time for an attempt by circuit breaker and rate limiter; {@link Instant#MIN} if there is no
     * limit.
     */
    Instant nextStartAt(Instant now) {
        Instant probe = circuit.nextStartAt(now);
        Instant turn = pace == null ? Instant.MIN : pace.nextPermitAt(now);
        return turn.isAfter(probe) ? turn : probe;
    }

    /** Returns whether circuit breaker and rate limiter allow an attempt now. */
    boolean mayStart(Instant now) {
        return !now.isBefore(nextStartAt(now));
    }

    /** Returns whether a delivery in the store can be claimed now. */
    boolean isDueInStore(Instant now) {
        return dueInStore != null && !now.isBefore(dueInStore);
    }

    /** Returns whether to claim more as soon as it is due and may start. */
    boolean wantsMore() {
        return !parked
                && !claiming
                && dueInStore != null
                && ready.size() < (circuit.isOpen() ? 1 : claimSize.refillThreshold());
    }

    boolean wantsClaim(Instant now) {
        return wantsMore() && isDueInStore(now) && mayStart(now);
    }

    /** Returns how many deliveries to claim now. */
    int claimLimit(Instant now) {
        if (circuit.isOpen()) {
            return 1;
        }
        int size = claimSize.next(now);
        return pace == null ? size : Math.min(size, pace.perSecond());
    }

    /** Updates circuit breaker, limit and rate with the result of an attempt. */
    void learn(AttemptResult end, Instant now) {
        if (pace != null && end != AttemptResult.SKIPPED) {
            pace.ended();
        }
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
                    pace.skipped();
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
     * Returns whether an attempt is likely to end soon: one has succeeded recently, the last did not fail, and none is
     * in flight or one has succeeded just now.
     */
    boolean isQuick(Instant now) {
        return !circuit.isFailing()
                && circuit.hasSucceededLately(now)
                && (inFlight == 0 || circuit.hasJustSucceeded(now));
    }

    /** Returns whether no result is known: no attempt has succeeded recently or failed, and none is in flight. */
    boolean isUnknown(Instant now) {
        return !circuit.isFailing() && !circuit.hasSucceededLately(now) && inFlight == 0;
    }

    /** Returns how many more deliveries could start at once if they were in memory. */
    int freeSlots() {
        return limit.size() - inFlight - ready.size() - reserved;
    }

    /** Returns whether only other nodes may start attempts, by the rate limits. */
    boolean isOfOthers() {
        return pace != null && pace.isOfOthers();
    }

    void noteDueInStore(Instant at) {
        if (isOfOthers()) {
            return;
        }
        if (dueInStore == null || at.isBefore(dueInStore)) {
            dueInStore = at;
        }
    }

    /** Returns whether the lane has no state but its rate limiter, circuit breaker and concurrency limit. */
    boolean isIdle() {
        return ready.isEmpty() && reserved == 0 && inFlight == 0 && dueInStore == null && !claiming;
    }
}
