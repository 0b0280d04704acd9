package io.github.webhooks4j.engine.internal.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The slots for attempts in flight, over all lanes, and the lanes that wait for one.
 *
 * <ul>
 *   <li>While others wait, the lanes of one host and port have at most a quarter of all slots, and so have those of one
 *       owner.
 *   <li>The last slots are reserved for lanes that have recently succeeded and whose attempts are likely to end soon; a
 *       part of these for lanes without any known result. Destinations that hang until their deadline can occupy all
 *       other slots, but delay no such lane.
 * </ul>
 *
 * <p>Acquiring and releasing a slot takes constant time, however many lanes wait. Confined to the thread that holds the
 * lock of {@link LaneScheduler}.
 */
final class InFlightLimiter {
    static final int MAX_KEPT = 64;
    /** If there are few slots, one in this many is reserved. */
    private static final int KEPT_OF = 4;
    /** Of the reserved slots, one in this many is for lanes without any known result. */
    private static final int UNKNOWN_OF = 8;
    /** While others wait, a host or an owner has at most one in this many of all slots. */
    private static final int SHARE_OF = 4;

    private final int most;
    private final int shared;
    private final int forUnknown;
    private final int perShare;
    private final FairQueue quick;
    private final FairQueue unknown;
    private final FairQueue others;
    private final FairQueue[] turns;
    private int taken;
    private int takenByUnknown;

    InFlightLimiter(int most) {
        int kept = Math.min(MAX_KEPT, most / KEPT_OF);
        this.most = most;
        this.shared = most - kept;
        this.forUnknown = kept == 0 ? 0 : Math.max(1, kept / UNKNOWN_OF);
        this.perShare = Math.max(1, most / SHARE_OF);
        this.quick = new FairQueue(perShare);
        this.unknown = new FairQueue(perShare);
        this.others = new FairQueue(perShare);
        this.turns = new FairQueue[] {quick, unknown, others};
    }

    /** Returns how many slots are taken. */
    int taken() {
        return taken;
    }

    /** Returns how many slots there are. */
    int most() {
        return most;
    }

    /** Returns whether a slot is available for a lane, if no lane waits ahead of it. */
    boolean hasCapacityFor(Lane lane, Instant now) {
        return taken < shared || (taken < most && !isOverShare(lane) && mayHaveKept(lane, now));
    }

    /** Acquires a slot for a lane if one is available; otherwise queues the lane and returns false. */
    boolean tryAcquire(Lane lane, Instant now) {
        if (!hasCapacityFor(lane, now)) {
            await(lane, now);
            return false;
        }
        if (taken >= shared && !lane.isQuick(now)) {
            lane.hasUnknownPlace = true;
            takenByUnknown++;
        }
        taken++;
        lane.inFlight++;
        lane.host().inFlight++;
        if (lane.owner != null) {
            lane.owner.inFlight++;
        }
        return true;
    }

    /** Queues a lane for a slot; a lane whose host or owner has used up its share waits until no other lane does. */
    void await(Lane lane, Instant now) {
        leave(lane);
        FairQueue line = lane.isQuick(now) ? quick : lane.isUnknown(now) ? unknown : others;
        line.add(lane);
        lane.waitsIn = line;
    }

    /** Returns whether a lane's host or owner has used up its share of all slots. */
    boolean isOverShare(Lane lane) {
        return lane.host().inFlight >= perShare || (lane.owner != null && lane.owner.inFlight >= perShare);
    }

    /** Removes a lane from the queue. */
    void leave(Lane lane) {
        FairQueue line = lane.waitsIn;
        if (line != null) {
            lane.waitsIn = null;
            line.remove(lane);
        }
    }

    /** Releases the slot of an attempt of a lane. */
    void release(Lane lane) {
        taken--;
        lane.inFlight--;
        if (lane.hasUnknownPlace) {
            lane.hasUnknownPlace = false;
            takenByUnknown--;
        }
        lane.host().inFlight--;
        if (lane.owner != null) {
            lane.owner.inFlight--;
        }
        letIn(lane);
    }

    /** Unblocks the lanes that wait for the part of its host's or owner's share that a lane has not used. */
    void letIn(Lane lane) {
        for (FairQueue line : turns) {
            line.freed(lane.host);
            line.freed(lane.owner);
        }
    }

    /** Removes and returns the next waiting lane for which a slot is available now; null if there is none. */
    @Nullable Lane nextWaiting() {
        Lane lane = null;
        if (taken < shared) {
            for (int turn = 0; turn < turns.length && lane == null; turn++) {
                FairQueue line = turns[0];
                lane = line.poll();
                System.arraycopy(turns, 1, turns, 0, turns.length - 1);
                turns[turns.length - 1] = line;
            }
        } else if (taken < most) {
            lane = quick.poll();
            if (lane == null && takenByUnknown < forUnknown) {
                lane = unknown.poll();
            }
        }
        return noLongerWaiting(lane);
    }

    /**
     * Removes and returns the next waiting lane whose host or owner has used up its share, for use when no other lane
     * waits; null if there is none.
     */
    @Nullable Lane nextOverShare() {
        Lane lane = null;
        for (int turn = 0; turn < turns.length && lane == null && taken < shared; turn++) {
            lane = turns[turn].pollBlocked();
        }
        return noLongerWaiting(lane);
    }

    /** Returns whether {@link #nextWaiting} or {@link #nextOverShare} would return a lane. */
    boolean hasWaiting() {
        return startable() > 0;
    }

    /** Returns about how many waiting lanes could get a slot now. */
    int startable() {
        if (taken < shared) {
            return Math.min(shared - taken, quick.size() + unknown.size() + others.size());
        }
        if (taken >= most) {
            return 0;
        }
        int ready = quick.hasReady() ? quick.size() : 0;
        if (takenByUnknown < forUnknown && unknown.hasReady()) {
            ready += Math.min(unknown.size(), forUnknown - takenByUnknown);
        }
        return Math.min(most - taken, ready);
    }

    private boolean mayHaveKept(Lane lane, Instant now) {
        return lane.isQuick(now) || (takenByUnknown < forUnknown && lane.isUnknown(now));
    }

    private static @Nullable Lane noLongerWaiting(@Nullable Lane lane) {
        if (lane != null) {
            lane.waitsIn = null;
        }
        return lane;
    }
}
