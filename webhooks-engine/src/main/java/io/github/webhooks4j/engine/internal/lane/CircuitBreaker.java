package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.engine.internal.context.DueTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Stops attempts to a destination that fails, and learns when they may start again.
 *
 * <ul>
 *   <li>After 5 failures in a row it is open: half-open probes, one a second after the last one failed, aligned to 100 ms. One success
 *       closes it. A destination that is known as failing begins so, with a probe at once.
 *   <li>Faults of the sender do not open it; from the fifth in a row on nothing starts for a second after each.
 * </ul>
 *
 * <p>Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class CircuitBreaker {
    private static final int FAILURES_TO_OPEN = 5;
    private static final Duration PROBE_PAUSE = Duration.ofSeconds(1);
    /** Probes start at whole steps of the clock, so that those of a hundred dead destinations are claimed together. */
    private static final long PROBE_STEP_MILLIS = 100;
    /** The longest time before a probe: the pause, rounded up to a whole step. */
    private static final Duration LONGEST_PROBE_PAUSE = PROBE_PAUSE.plusMillis(PROBE_STEP_MILLIS);
    /**
     * After this many faults of the sender in a row the lane pauses: a week of them would otherwise fill the history with an attempt a
     * minute for everything that waits.
     */
    private static final int SENDER_FAULTS_TO_PAUSE = 5;
    /** What the sender fails to do every time is tried once a second. */
    private static final Duration SENDER_PAUSE = Duration.ofSeconds(1);
    /** For this long after a success a destination counts as one that responds. */
    private static final Duration JUST = Duration.ofSeconds(1);
    /** For this long after a success something is known of a destination. */
    private static final Duration LATELY = Duration.ofHours(1);

    private int failuresInRow;
    private int senderFaultsInRow;
    private DueTime nextProbe = DueTime.atOnce(LONGEST_PROBE_PAUSE);
    /** Nothing starts before: the sender itself failed. */
    private DueTime senderReady = DueTime.atOnce(SENDER_PAUSE);

    private Instant succeededAt = Instant.MIN;

    /** Returns the circuit breaker of a destination that is known to have failed. */
    static CircuitBreaker ofFailing() {
        var circuit = new CircuitBreaker();
        circuit.failuresInRow = FAILURES_TO_OPEN;
        return circuit;
    }

    void onSuccess(Instant now) {
        failuresInRow = 0;
        senderFaultsInRow = 0;
        succeededAt = now;
    }

    void onFailure(Instant now) {
        senderFaultsInRow = 0;
        failuresInRow++;
        if (isOpen()) {
            nextProbe = new DueTime(aligned(now.plus(PROBE_PAUSE)), LONGEST_PROBE_PAUSE);
        }
    }

    /** An attempt failed by the sender's own fault: it shows nothing of the destination. */
    void onSenderFault(Instant now) {
        if (++senderFaultsInRow >= SENDER_FAULTS_TO_PAUSE) {
            senderReady = senderReady.after(now, SENDER_PAUSE);
        }
    }

    /** The sender could not make an attempt, or could not have it recorded. */
    void onBroken(Instant now) {
        senderReady = senderReady.after(now, SENDER_PAUSE);
    }

    /** An attempt was made that shows nothing of the destination. */
    void onUncounted() {
        senderFaultsInRow = 0;
    }

    /** Returns whether the destination failed so often that only probes start. */
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

    /** Returns from when on an attempt may start; {@link Instant#MIN} if nothing stops it. */
    Instant nextStartAt(Instant now) {
        Instant probe = isOpen() && !nextProbe.isDue(now) ? nextProbe.at() : Instant.MIN;
        return senderReady.isDue(now) || senderReady.at().isBefore(probe) ? probe : senderReady.at();
    }

    /** Returns whether nothing was learned that a new circuit breaker would not know. */
    boolean isFresh() {
        return succeededAt.equals(Instant.MIN)
                && failuresInRow == 0
                && senderFaultsInRow == 0
                && senderReady.at().equals(Instant.MIN);
    }

    private static Instant aligned(Instant time) {
        long steps = -Math.floorDiv(-time.toEpochMilli(), PROBE_STEP_MILLIS);
        return Instant.ofEpochMilli(steps * PROBE_STEP_MILLIS);
    }
}
