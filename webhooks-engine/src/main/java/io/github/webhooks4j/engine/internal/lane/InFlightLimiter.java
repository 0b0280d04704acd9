package io.github.webhooks4j.engine.internal.lane;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The places of attempts in flight, over all lanes, and who waits for one.
 *
 * <ul>
 *   <li>While others wait, the lanes of one host and port have at most a quarter of all places, and so have those of one owner.
 *   <li>The last places are kept for lanes that have succeeded lately and whose attempts are likely to be over soon; some of these
 *       few for lanes of which nothing is known. Destinations that hang until their deadline may take all the others, and keep no
 *       such lane waiting.
 * </ul>
 *
 * <p>To take or free one costs the same however many lanes wait. Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class InFlightLimiter {
    static final int MAX_KEPT = 64;
    /** Of few places, one in this many is kept. */
    private static final int KEPT_OF = 4;
    /** Of the kept ones, one in this many may go to a lane of which nothing is known. */
    private static final int UNKNOWN_OF = 8;
    /** While others wait, a host or an owner has at most one in this many of all places. */
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

    /** Returns whether there is a place for a lane, if no lane that comes before it waits. */
    boolean hasCapacityFor(Lane lane, Instant now) {
        return taken < shared || (taken < most && !isOverShare(lane) && mayHaveKept(lane, now));
    }

    /** Takes a place for a lane that has one; has it wait for one otherwise, and returns false. */
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

    /** Has a lane wait for a place; one whose host or owner has its part already waits until no other lane does. */
    void await(Lane lane, Instant now) {
        leave(lane);
        FairQueue line = lane.isQuick(now) ? quick : lane.isUnknown(now) ? unknown : others;
        line.add(lane);
        lane.waitsIn = line;
    }

    /** Returns whether a lane's host or owner has its part of all places. */
    boolean isOverShare(Lane lane) {
        return lane.host().inFlight >= perShare || (lane.owner != null && lane.owner.inFlight >= perShare);
    }

    /** Has a lane wait no more. */
    void leave(Lane lane) {
        FairQueue line = lane.waitsIn;
        if (line != null) {
            lane.waitsIn = null;
            line.remove(lane);
        }
    }

    /** Frees the place of an attempt of a lane. */
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

    /** Lets those in that wait for what a lane has not taken of its host's or owner's part. */
    void letIn(Lane lane) {
        for (FairQueue line : turns) {
            line.freed(lane.host);
            line.freed(lane.owner);
        }
    }

    /** Returns the next lane that waits and may have a place now, which it then waits for no more; null if there is none. */
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

    /** Returns the next lane that waits though its host or owner has its part, for when no other lane does; null if there is none. */
    @Nullable Lane nextOverShare() {
        Lane lane = null;
        for (int turn = 0; turn < turns.length && lane == null && taken < shared; turn++) {
            lane = turns[turn].pollBlocked();
        }
        return noLongerWaiting(lane);
    }

    /** Returns whether {@link #nextWaiting} or {@link #nextOverShare} has a lane. */
    boolean hasWaiting() {
        return startable() > 0;
    }

    /** Returns about how many of those that wait may have a place now. */
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
