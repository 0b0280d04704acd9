package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.spi.store.ClaimRequest;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.LaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers of each lane before what time nothing is free any more. PostgreSQL keeps what was deleted or moved in its
 * indexes for as long as any transaction might still see it: without a mark every claim would walk over all that has
 * passed through the lane since. A mark leaves a {@link #MARGIN} for what comes in with an earlier time; what is
 * earlier still waits until {@link #reset} next, which the engine brings about every 10 s. Thread-safe.
 */
public final class LowWaterMarks {
    /** How far below the earliest that was seen a claim looks. */
    public static final Duration MARGIN = Duration.ofSeconds(10);

    /** How many lanes are remembered; of the others all is looked at. */
    public static final int MAX_LANES = 10_000;

    private final int capacity;

    /** Guarded by this. */
    private final Map<LaneKey, Instant> marks = new HashMap<>();

    public LowWaterMarks(int capacity) {
        this.capacity = capacity;
    }

    /** Returns the claims with how far down each is to look. */
    public synchronized List<ClaimRange> ranges(List<ClaimRequest> claims) {
        return claims.stream()
                .map(claim -> new ClaimRange(claim.lane(), claim.limit(), low(claim.lane())))
                .toList();
    }

    /** Notes what a claim at {@code now} left; in the store's time. */
    public synchronized void advance(List<ClaimRange> asks, List<LaneDueTime> remaining, Instant now) {
        // What is published from now on is free from now on.
        asks.forEach(ask -> set(ask.lane(), now));
        remaining.forEach(due -> lower(due.lane(), due.at()));
    }

    /** Notes the earliest of every lane, all of which was looked at; in the store's time. */
    public synchronized void reset(List<LaneDueTime> lanes, Instant now) {
        marks.clear();
        for (LaneDueTime due : lanes) {
            set(due.lane(), due.at().isBefore(now) ? due.at() : now);
        }
    }

    /** Notes that something is free from {@code at} on, perhaps earlier than all that was seen. */
    public synchronized void lower(LaneKey lane, Instant at) {
        marks.computeIfPresent(lane, (key, mark) -> at.isBefore(mark) ? at : mark);
    }

    private Instant low(LaneKey lane) {
        Instant mark = marks.get(lane);
        return mark == null ? Instant.EPOCH : mark.minus(MARGIN);
    }

    private void set(LaneKey lane, Instant mark) {
        if (marks.size() < capacity || marks.containsKey(lane)) {
            marks.put(lane, mark);
        }
    }
}
