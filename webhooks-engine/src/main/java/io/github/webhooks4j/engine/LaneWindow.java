package io.github.webhooks4j.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * How many attempts a lane may have in flight, learned from how they end.
 *
 * <ul>
 *   <li>Nothing is known of a new lane: it begins with one, and doubles with each success (1, 2, 4 …): a slow start.
 *   <li>After 5 failures in a row the circuit is open: one probe at a time, a second after the last one failed, at a whole tenth.
 *       After a success it starts slowly again. A lane that is known as failing begins so, with a probe at once.
 *   <li>Faults of the sender change neither window nor circuit; from the fifth in a row on nothing begins for a second after each.
 *   <li>A 429 halves the window; from then on it grows by one for every windowful of successes.
 * </ul>
 *
 * <p>Confined to whoever holds the lock of {@link Lanes}.
 */
final class LaneWindow {
    private static final int FAILURES_TO_OPEN = 5;
    private static final Duration PROBE_PAUSE = Duration.ofSeconds(1);
    /**
     * After so many faults of the sender in a row the lane pauses: a week of them would else fill the history with an attempt a
     * minute for everything that waits.
     */
    private static final int SENDER_FAULTS_TO_PAUSE = 5;
    /** What the sender fails to do every time is tried once a second, and not in a circle. */
    private static final Duration SENDER_PAUSE = Duration.ofSeconds(1);
    /** For so long after a success a destination counts as one that answers. */
    private static final Duration JUST = Duration.ofSeconds(1);
    /** For so long after a success something is known of a destination. */
    private static final Duration LATELY = Duration.ofHours(1);
    /** Probes begin at whole steps of the clock, so that those of a hundred dead destinations are claimed together. */
    private static final long PROBE_STEP_MILLIS = 100;

    private final int ceiling;
    private int size;
    private boolean slowStart = true;
    private int failuresInRow;
    private int senderFaultsInRow;
    private int successesSinceGrowth;
    private Instant probeAt = Instant.MIN;
    private Instant succeededAt = Instant.MIN;
    /** Nothing begins before: the sender itself failed. */
    private Instant heldUntil = Instant.MIN;

    LaneWindow(int ceiling) {
        this.ceiling = ceiling;
        this.size = 1;
    }

    /** Returns the window of a lane whose destination is known to have failed. */
    static LaneWindow ofFailing(int ceiling) {
        var window = new LaneWindow(ceiling);
        window.failuresInRow = FAILURES_TO_OPEN;
        return window;
    }

    void succeeded(Instant now) {
        failuresInRow = 0;
        senderFaultsInRow = 0;
        succeededAt = now;
        if (size == ceiling) {
            return;
        }
        if (slowStart) {
            size = Math.min(ceiling, size * 2);
        } else if (++successesSinceGrowth >= size) {
            size++;
            successesSinceGrowth = 0;
        }
    }

    /** An attempt came to nothing by the sender's own fault: it says nothing about the destination. */
    void senderFault(Instant now) {
        if (++senderFaultsInRow >= SENDER_FAULTS_TO_PAUSE) {
            heldUntil = now.plus(SENDER_PAUSE);
        }
    }

    /** The sender could not make an attempt, or could not have it recorded. */
    void broken(Instant now) {
        heldUntil = now.plus(SENDER_PAUSE);
    }

    /** An attempt was made that says nothing about the destination. */
    void uncounted() {
        senderFaultsInRow = 0;
    }

    void failed(Instant now) {
        senderFaultsInRow = 0;
        failuresInRow++;
        if (isOpen()) {
            size = 1;
            slowStart = true;
            probeAt = wholeStep(now.plus(PROBE_PAUSE));
        }
    }

    /** The destination answered 429; that it also failed is told by {@link #failed}. */
    void throttled() {
        size = Math.max(1, size / 2);
        slowStart = false;
        successesSinceGrowth = 0;
    }

    boolean isOpen() {
        return failuresInRow >= FAILURES_TO_OPEN;
    }

    boolean isFailing() {
        return failuresInRow > 0;
    }

    boolean hasJustSucceeded(Instant now) {
        return !now.isBefore(succeededAt) && now.isBefore(succeededAt.plus(JUST));
    }

    boolean hasSucceededLately(Instant now) {
        return !now.isBefore(succeededAt) && now.isBefore(succeededAt.plus(LATELY));
    }

    boolean hasRoom(int inFlight) {
        return inFlight < size;
    }

    /** Returns from when on an attempt may begin; {@link Instant#MIN} if nothing holds it up. */
    Instant opensAt(Instant now) {
        // A probe further away than any pause: the clock was set back, and must not keep the circuit from being probed.
        boolean waits = isOpen() && !probeAt.isAfter(wholeStep(now.plus(PROBE_PAUSE)));
        Instant opens = waits ? probeAt : Instant.MIN;
        boolean held = heldUntil.isAfter(opens) && !heldUntil.isAfter(now.plus(SENDER_PAUSE));
        return held ? heldUntil : opens;
    }

    /** Says whether nothing was learned that a new window would not know. */
    boolean isFresh() {
        return succeededAt.equals(Instant.MIN)
                && failuresInRow == 0
                && senderFaultsInRow == 0
                && heldUntil.equals(Instant.MIN);
    }

    private static Instant wholeStep(Instant time) {
        long steps = -Math.floorDiv(-time.toEpochMilli(), PROBE_STEP_MILLIS);
        return Instant.ofEpochMilli(steps * PROBE_STEP_MILLIS);
    }

    int size() {
        return size;
    }
}
