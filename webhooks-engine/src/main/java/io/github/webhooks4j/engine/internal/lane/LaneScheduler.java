package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.engine.health.DestinationState;
import io.github.webhooks4j.engine.history.NodeKnowledge;
import io.github.webhooks4j.engine.internal.backend.WorkSink;
import io.github.webhooks4j.engine.internal.context.Waker;
import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.ClaimResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.ClaimedDelivery;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of all destinations: what is ready, what is in flight, what waits in the store.
 *
 * <p>Deliveries reach a lane in two ways. A published delivery is enqueued directly from memory, if its lane has room
 * and nothing older of the lane waits in the store. All others are claimed from the store lane by lane, as many as the
 * lane can use, so that a million rows for one dead destination do not affect the others. Workers take turns over the
 * lanes that can start a delivery.
 *
 * <p>Thread-safe: one lock, never held while waiting or during I/O. Longer than most files here, since what one lock
 * guards belongs together.
 */
public final class LaneScheduler implements WorkSink {
    /** Ready deliveries that one lane may hold in memory. */
    public static final int MAX_READY_PER_LANE = 16_384;
    /** How many deliveries a lane may hold for each attempt that may be in flight, of those that a node claims at creation. */
    static final int RESERVED_PER_SLOT = 2;
    /** The bytes that are claimed at once for all lanes together, estimated from previous claims. */
    private static final long CLAIM_ALL_BYTES = 32L << 20;

    /**
     * Totals over all lanes at one moment. Immutable.
     *
     * @param inFlight attempts in flight
     * @param maxInFlight the most that may be
     * @param ready claimed deliveries that have not started
     * @param readyBytes the bytes of their bodies, reservations included
     * @param lanes how many lanes there are
     * @param openCircuits how many of them have an open circuit breaker
     */
    public record Totals(int inFlight, int maxInFlight, int ready, long readyBytes, int lanes, int openCircuits) {}

    private final LaneTraits.Reader traits;
    private final Waker claims;
    private final Waker renewals;
    private final Map<LaneKey, Lane> lanes =
            new LinkedHashMap<>(); // guarded by this; in the order of their last claims
    private final Map<WebhookId, Set<Lane>> byWebhook = new HashMap<>(); // guarded by this
    private final Deque<Lane> turns = new ArrayDeque<>(); // guarded by this
    private final Set<WebhookId> parked = new HashSet<>(); // guarded by this
    private final LaneMemory memory; // guarded by this
    private final InFlightShares shares = new InFlightShares(); // guarded by this
    private final PrefetchBudget room = new PrefetchBudget(); // guarded by this
    private final InFlightLimiter places; // guarded by this
    private boolean stopped = true; // guarded by this
    private NodeShare share = NodeShare.NONE; // guarded by this

    /**
     * Creates lanes.
     *
     * @param most the most attempts in flight
     * @param ceiling the most attempts in flight per lane
     * @param circuits the options of circuit breakers
     * @param traits reads the traits of a lane
     * @param claims woken when {@link #claims} or {@link #nextTime} may have something new
     * @param renewals woken when the {@linkplain #share share} of this node has ended
     */
    public LaneScheduler(
            int most, int ceiling, CircuitSettings circuits, LaneTraits.Reader traits, Waker claims, Waker renewals) {
        this.places = new InFlightLimiter(most);
        this.memory = new LaneMemory(ceiling, circuits);
        this.traits = traits;
        this.claims = claims;
        this.renewals = renewals;
    }

    /**
     * Changes what this node may do alone, and its part of the rate limits. Returns ready deliveries that other nodes can start
     * sooner, to be released.
     */
    public synchronized List<ClaimedDelivery> share(NodeShare changed, Instant now) {
        boolean joined = share.isAlone() && !changed.isAlone();
        share = changed;
        var released = new ArrayList<ClaimedDelivery>();
        for (Lane lane : List.copyOf(lanes.values())) {
            if (lane.pace != null) {
                lane.pace.divide(share, now);
                if (lane.isOfOthers()) {
                    lane.dueInStore = null;
                    released.addAll(takeReady(lane, 0));
                } else if (joined) {
                    released.addAll(takeReady(lane, RESERVED_PER_SLOT * lane.limit.size()));
                }
                queueForTurn(lane);
                forgetIfIdle(lane);
            }
        }
        claims.wake();
        return released;
    }

    /** Returns how many nodes deliver, as far as is known; 0 while this one has no lease. */
    public synchronized int deliveringNodes() {
        return share.delivering();
    }

    /**
     * Reserves room for a delivery that is about to be committed; returns false if it must be left in the store.
     *
     * @param bytes the length of its body
     */
    public synchronized boolean tryReserve(LaneKey key, int bytes, Instant now) {
        if (stopped) {
            return false;
        }
        Lane lane = lane(key);
        boolean fits = !lane.parked
                && !lane.circuit.isOpen()
                && lane.mayStart(now)
                && !lane.isDueInStore(now)
                && !lane.claiming
                && lane.ready.size() + lane.reserved < maxReserved(lane, now)
                && roomFor(lane) > 0;
        if (fits) {
            lane.reserved++;
            room.reserve(lane, 1, bytes);
        } else {
            forgetIfIdle(lane);
        }
        return fits;
    }

    /** Returns how much of a lane this node claims at creation: not what another node could deliver now. */
    private int maxReserved(Lane lane, Instant now) {
        if (isShareValid(now) && share.isAlone()) {
            return MAX_READY_PER_LANE;
        }
        return Math.min(MAX_READY_PER_LANE, RESERVED_PER_SLOT * lane.limit.size());
    }

    private boolean isShareValid(Instant now) {
        boolean valid = share.isValid(now);
        if (!valid) {
            renewals.wake();
        }
        return valid;
    }

    /** Cancels a reservation. */
    public synchronized void cancelReservation(LaneKey key, int bytes) {
        Lane lane = lane(key);
        lane.reserved--;
        room.reserve(lane, -1, -bytes);
        forgetIfIdle(lane);
    }

    /**
     * Enqueues deliveries with a reservation. Returns those whose lane was parked in the meantime, or all if the lanes were
     * stopped: the caller releases them.
     */
    public synchronized List<ClaimedDelivery> enqueueReserved(List<ClaimedDelivery> deliveries) {
        var left = new ArrayList<ClaimedDelivery>(0);
        for (ClaimedDelivery delivery : deliveries) {
            Lane lane = lane(delivery.lane());
            if (stopped || lane.parked) {
                cancelReservation(lane.key, delivery.event().length());
                left.add(delivery);
            } else {
                lane.reserved--;
                lane.ready.addLast(delivery);
                queueForTurn(lane);
            }
        }
        return left;
    }

    @Override
    public synchronized void noteNextDue(LaneKey key, Instant at) {
        if (!stopped) {
            lane(key).noteDueInStore(at);
            claims.wake();
        }
    }

    @Override
    public synchronized void noteNextDue(Collection<LaneDueTime> dueTimes) {
        if (!stopped && !dueTimes.isEmpty()) {
            dueTimes.forEach(due -> lane(due.lane()).noteDueInStore(due.at()));
            claims.wake();
        }
    }

    /** Returns a delivery to start now, counted as in flight; null if there is none. */
    public synchronized @Nullable ClaimedDelivery next(Instant now) {
        while (!stopped) {
            Lane lane = places.nextWaiting();
            boolean waited = lane != null;
            if (lane == null) {
                lane = turns.pollFirst();
                if (lane != null) {
                    lane.inTurn = false;
                } else {
                    lane = places.nextOverShare();
                    waited = true;
                }
            }
            if (lane == null) {
                return null;
            }
            lookAtTraits(lane);
            if (lane.canBegin(now)) {
                if (!waited && places.isOverShare(lane)) {
                    // All others have their turn first.
                    places.await(lane, now);
                } else if (places.tryAcquire(lane, now)) {
                    return begin(lane, now);
                }
            } else {
                if (lane.pace != null && !lane.ready.isEmpty()) {
                    // The claim poller must look when the turn of this lane comes.
                    claims.wake();
                }
                forgetIfIdle(lane);
            }
            if (waited) {
                places.letIn(lane);
            }
        }
        return null;
    }

    private ClaimedDelivery begin(Lane lane, Instant now) {
        if (lane.pace != null) {
            lane.pace.acquire(now);
        }
        ClaimedDelivery delivery = lane.ready.removeFirst();
        room.reserve(lane, -1, -delivery.event().length());
        queueForTurn(lane);
        if (lane.wantsClaim(now)) {
            claims.wake();
        }
        return delivery;
    }

    /** Returns whether {@link #next} might return a delivery. */
    public synchronized boolean mayHaveNext() {
        return !stopped && (!turns.isEmpty() || places.hasWaiting());
    }

    /** Returns about how many deliveries could start now, counted no further than {@code enough}. */
    public synchronized int startable(int enough, Instant now) {
        int count = stopped ? 0 : places.startable();
        for (Lane lane : turns) {
            if (count >= enough || stopped) {
                break;
            }
            if (lane.canBegin(now) && places.hasCapacityFor(lane, now)) {
                count += Math.min(lane.ready.size(), lane.limit.size() - lane.inFlight);
            }
        }
        return count;
    }

    /** Releases the slot of an attempt that has ended; returns whether that opened or closed its circuit breaker. */
    public synchronized boolean ended(LaneKey key, AttemptResult end, Instant now) {
        Lane lane = lane(key);
        boolean wasOpen = lane.circuit.isOpen();
        lane.learn(end, now);
        boolean isOpen = lane.circuit.isOpen();
        if (end == AttemptResult.SUCCEEDED || end == AttemptResult.REFUSED) {
            memory.noteResponding(key.webhook());
        }
        places.release(lane);
        // The result may change the queue in which it waits.
        places.leave(lane);
        queueForTurn(lane);
        if (isOpen || !lane.mayStart(now) || lane.wantsClaim(now)) {
            claims.wake();
        }
        forgetIfIdle(lane);
        return isOpen != wasOpen;
    }

    /** Takes back the ready deliveries of a lane, to be released. */
    public synchronized List<ClaimedDelivery> drain(LaneKey key) {
        Lane lane = lane(key);
        List<ClaimedDelivery> taken = takeReady(lane, 0);
        forgetIfIdle(lane);
        return taken;
    }

    /** Returns the lanes in most trouble, the worst first, at most 1,000. */
    public List<DestinationState> destinations(Instant now) {
        List<Lane> present;
        synchronized (this) {
            present = List.copyOf(lanes.values());
        }
        return LaneSurvey.worst(present, this, now);
    }

    /** Returns the state of one lane; empty if there is no work for it. */
    public synchronized Optional<NodeKnowledge.LaneView> view(LaneKey key, Instant now) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            return Optional.empty();
        }
        Instant at = lane.nextStartAt(now);
        return Optional.of(new NodeKnowledge.LaneView(LaneSurvey.state(lane, now), at.isAfter(now) ? at : null));
    }

    /** Returns whether a claimed delivery waits in a lane for its attempt. */
    public synchronized boolean isReady(LaneKey key, ClaimToken claim) {
        Lane lane = lanes.get(key);
        return lane != null
                && lane.ready.stream().anyMatch(delivery -> delivery.key().equals(claim));
    }

    /** Returns totals over all lanes. */
    public synchronized Totals totals() {
        int ready = 0;
        int open = 0;
        for (Lane lane : lanes.values()) {
            ready += lane.ready.size();
            open += lane.circuit.isOpen() ? 1 : 0;
        }
        return new Totals(places.taken(), places.most(), ready, room.heldBytes(), lanes.size(), open);
    }

    @Override
    public synchronized List<ClaimRequest> claims(Instant now) {
        var wanted = new ArrayList<ClaimRequest>();
        long left = CLAIM_ALL_BYTES;
        for (Lane lane : lanes.values()) {
            int fits = left > 0 && lane.wantsClaim(now) ? roomFor(lane) : 0;
            if (fits > 0) {
                int limit = Math.min(fits, lane.claimLimit(now));
                left -= lane.claimSize.bytes(limit);
                lane.claimSize.started(now);
                room.reserve(lane, limit, 0);
                lane.claiming = true;
                // The claim may or may not see what is noted from now on, so that is merged with what the claim
                // returns.
                lane.dueInStore = null;
                wanted.add(new ClaimRequest(lane.key, limit));
            }
        }
        for (ClaimRequest claim : wanted) {
            Lane lane = lane(claim.lane());
            lanes.remove(lane.key);
            lanes.put(lane.key, lane);
        }
        return wanted;
    }

    @Override
    public synchronized List<ClaimedDelivery> claimed(List<ClaimRequest> claims, ClaimResult claimed) {
        for (LaneDueTime remaining : claimed.remaining()) {
            lane(remaining.lane()).noteDueInStore(remaining.at());
        }
        var givenBack = new ArrayList<ClaimedDelivery>();
        for (ClaimedDelivery delivery : claimed.deliveries()) {
            Lane lane = lane(delivery.lane());
            lane.claimSize.observed(delivery.event().length());
            if (lane.droppedWhileClaiming.stream().anyMatch(settled -> settled.test(delivery.key()))) {
                continue;
            }
            if (stopped || lane.parked) {
                givenBack.add(delivery);
            } else {
                lane.ready.addLast(delivery);
                room.reserve(lane, 1, delivery.event().length());
            }
        }
        endClaims(claims);
        return givenBack;
    }

    @Override
    public synchronized void claimFailed(List<ClaimRequest> claims, Instant now) {
        for (ClaimRequest claim : claims) {
            lane(claim.lane()).noteDueInStore(now);
        }
        endClaims(claims);
    }

    private void endClaims(List<ClaimRequest> claims) {
        for (ClaimRequest claim : claims) {
            Lane lane = lane(claim.lane());
            room.reserve(lane, -claim.limit(), 0);
            lane.claiming = false;
            lane.droppedWhileClaiming.clear();
            queueForTurn(lane);
            forgetIfIdle(lane);
        }
    }

    @Override
    public synchronized void drop(LaneKey key, Predicate<ClaimToken> settled) {
        Lane lane = lane(key);
        for (ClaimedDelivery delivery : lane.ready) {
            if (settled.test(delivery.key())) {
                lane.ready.remove(delivery);
                room.reserve(lane, -1, -delivery.event().length());
                forgetIfIdle(lane);
                return;
            }
        }
        if (lane.claiming) {
            // The store may have granted the claim already, and its result has not arrived yet.
            lane.droppedWhileClaiming.add(settled);
        }
        forgetIfIdle(lane);
    }

    /** Parks the lanes of a webhook: none of its deliveries starts. Returns its ready deliveries, to be released. */
    public synchronized List<ClaimedDelivery> park(WebhookId webhook) {
        parked.add(webhook);
        var givenBack = new ArrayList<ClaimedDelivery>();
        for (Lane lane : lanesOf(webhook)) {
            lane.parked = true;
            givenBack.addAll(takeReady(lane, 0));
        }
        return givenBack;
    }

    /** Unparks the lanes of a webhook. */
    public synchronized void unpark(WebhookId webhook) {
        parked.remove(webhook);
        for (Lane lane : lanesOf(webhook)) {
            lane.parked = false;
            queueForTurn(lane);
            forgetIfIdle(lane);
        }
        claims.wake();
    }

    /** Applies the rate limits of a webhook that may have changed: none of its lanes waits for a former one. */
    public synchronized void applyLimits(WebhookId webhook) {
        for (Lane lane : lanesOf(webhook)) {
            lookAtTraits(lane);
            queueForTurn(lane);
            forgetIfIdle(lane);
        }
        claims.wake();
    }

    /**
     * Records that the last attempts of a webhook failed, before any of its deliveries starts: its lanes start with a
     * probe.
     */
    public synchronized void noteFailing(WebhookId webhook) {
        memory.noteFailing(webhook);
    }

    @Override
    public synchronized boolean isParked(WebhookId webhook) {
        return parked.contains(webhook);
    }

    @Override
    public synchronized List<ClaimedDelivery> drainOpenCircuits(int most) {
        var stuck = new ArrayList<ClaimedDelivery>();
        for (Lane lane : lanes.values()) {
            if (lane.circuit.isOpen() && stuck.size() < most) {
                stuck.addAll(takeReady(lane, Math.max(1, lane.ready.size() - (most - stuck.size()))));
            }
        }
        return stuck;
    }

    /** Starts the lanes: deliveries may start and be claimed. The caller records from now on what the store holds. */
    public synchronized void start() {
        stopped = false;
        claims.wake();
    }

    /**
     * Stops the lanes until {@link #start}: no delivery starts or is claimed, and what the store holds is forgotten.
     * Returns the ready deliveries, to be released.
     */
    public synchronized List<ClaimedDelivery> stop() {
        stopped = true;
        var released = new ArrayList<ClaimedDelivery>();
        for (Lane lane : List.copyOf(lanes.values())) {
            released.addAll(takeReady(lane, 0));
            lane.dueInStore = null;
            forgetIfIdle(lane);
        }
        return released;
    }

    @Override
    public synchronized @Nullable Instant nextTime(Instant now) {
        Instant next = null;
        for (Lane lane : List.copyOf(lanes.values())) {
            if (lane.isIdle() && lane.pace != null && lane.pace.isIdle(now)) {
                lane.pace = null;
                forgetIfIdle(lane);
            }
            if (lane.pace != null && !lane.isIdle() && !isShareValid(now)) {
                // It goes on when the share was renewed.
                continue;
            }
            Instant startsAt = lane.nextStartAt(now);
            if (!now.isBefore(startsAt)) {
                queueForTurn(lane);
            } else if (!lane.ready.isEmpty() && !lane.parked) {
                next = earlier(next, startsAt);
            }
            // A lane without room is checked again when one of its attempts ends, or at the next poll.
            if (lane.dueInStore != null && lane.wantsMore() && roomFor(lane) > 0) {
                next = earlier(next, lane.dueInStore.isBefore(startsAt) ? startsAt : lane.dueInStore);
            }
        }
        return next;
    }

    private Lane lane(LaneKey key) {
        return lanes.computeIfAbsent(key, absent -> {
            var lane = new Lane(absent, memory.recall(absent), traits.read(absent, null));
            shares.join(lane);
            lane.pace = RateLimiter.at(lane.traits.limits(), null, 0, share, absent);
            lane.parked = parked.contains(absent.webhook());
            byWebhook
                    .computeIfAbsent(absent.webhook(), first -> new LinkedHashSet<>())
                    .add(lane);
            return lane;
        });
    }

    /** Applies changed settings of the lane's webhook. */
    @SuppressWarnings("ReferenceEquality") // the traits are another object only after a change
    private void lookAtTraits(Lane lane) {
        LaneTraits present = traits.read(lane.key, lane.traits);
        if (present != lane.traits) {
            boolean moves = InFlightShares.isMove(lane.traits, present);
            if (moves) {
                places.leave(lane);
                shares.leave(lane);
            }
            lane.traits = present;
            if (moves) {
                shares.join(lane);
            }
        }
        lane.pace = RateLimiter.at(present.limits(), lane.pace, lane.inFlight, share, lane.key);
    }

    private List<Lane> lanesOf(WebhookId webhook) {
        return List.copyOf(byWebhook.getOrDefault(webhook, Set.of()));
    }

    private void queueForTurn(Lane lane) {
        if (!lane.inTurn
                && lane.waitsIn == null
                && !lane.parked
                && !lane.ready.isEmpty()
                && lane.limit.hasCapacity(lane.inFlight)) {
            lane.inTurn = true;
            turns.addLast(lane);
        }
    }

    private void forgetIfIdle(Lane lane) {
        if (lane.isIdle() && lane.pace == null && !lane.inTurn && lanes.remove(lane.key) != null) {
            places.leave(lane);
            shares.leave(lane);
            memory.remember(lane);
            Set<Lane> siblings = byWebhook.get(lane.key.webhook());
            if (siblings != null && siblings.remove(lane) && siblings.isEmpty()) {
                byWebhook.remove(lane.key.webhook());
            }
        }
    }

    /** Removes the ready deliveries of a lane except the first {@code butFor}. */
    private List<ClaimedDelivery> takeReady(Lane lane, int butFor) {
        List<ClaimedDelivery> taken = lane.ready.stream().skip(butFor).toList();
        taken.forEach(delivery -> {
            lane.ready.removeLast();
            room.reserve(lane, -1, -delivery.event().length());
        });
        return taken;
    }

    private int roomFor(Lane lane) {
        return stopped ? 0 : room.available(lane);
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }
}
