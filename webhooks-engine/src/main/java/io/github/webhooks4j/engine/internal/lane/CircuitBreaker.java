package io.github.webhooks4j.engine.internal.lane;

import io.github.webhooks4j.engine.internal.context.DueTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Stops attempts to a failing destination, and decides when they may start again.
 *
 * <ul>
 *   <li>It opens after the consecutive failures of its {@link CircuitSettings}, 5 by default. Then it allows half-open
 *       probes, each a second, or the time of the settings, after the last one failed, aligned to 100 ms. One success
 *       closes it. The breaker of a destination that is known to be failing starts open, with an immediate probe.
 *   <li>Faults of the sender do not open it; from the fifth consecutive one on, nothing starts for a second after each.
 * </ul>
 *
 * <p>Confined to the thread that holds the lock of {@link LaneScheduler}.
 */
final class CircuitBreaker {
    /**
     * Probes are aligned to this step of the clock, so that the probes of many dead destinations are claimed together.
     */
    private static final long PROBE_STEP_MILLIS = 100;
    /**
     * After this many consecutive faults of the sender the lane pauses: otherwise a week of them would fill the history
     * with one attempt a minute for every waiting delivery.
     */
    private static final int SENDER_FAULTS_TO_PAUSE = 5;
    /** A persistent fault of the sender is retried once a second. */
    private static final Duration SENDER_PAUSE = Duration.ofSeconds(1);
    /** For this long after a success a destination counts as responding. */
    private static final Duration JUST = Duration.ofSeconds(1);
    /** For this long after a success a destination counts as known. */
    private static final Duration LATELY = Duration.ofHours(1);

    private final CircuitSettings settings;
    private int consecutiveFailures;
    private int senderFaultsInRow;
    private DueTime nextProbe;
    /** The time before which nothing starts, because the sender itself failed. */
    private DueTime senderReady = DueTime.atOnce(SENDER_PAUSE);

    private Instant succeededAt = Instant.MIN;

    CircuitBreaker(CircuitSettings settings) {
        this.settings = settings;
        this.nextProbe = DueTime.atOnce(settings.longestPause(PROBE_STEP_MILLIS));
    }

    /** Returns the circuit breaker of a destination that is known to be failing. */
    static CircuitBreaker ofFailing(CircuitSettings settings) {
        var circuit = new CircuitBreaker(settings);
        circuit.consecutiveFailures = settings.failuresToOpen();
        return circuit;
    }

    void onSuccess(Instant now) {
        consecutiveFailures = 0;
        senderFaultsInRow = 0;
        succeededAt = now;
    }

    void onFailure(Instant now) {
        senderFaultsInRow = 0;
        consecutiveFailures++;
        if (isOpen()) {
            nextProbe =
                    new DueTime(aligned(now.plus(settings.probeInterval())), settings.longestPause(PROBE_STEP_MILLIS));
        }
    }

    /** Records an attempt that failed by the sender's own fault, which proves nothing about the destination. */
    void onSenderFault(Instant now) {
        if (++senderFaultsInRow >= SENDER_FAULTS_TO_PAUSE) {
            senderReady = senderReady.after(now, SENDER_PAUSE);
        }
    }

    /** Records that the sender could not make or record an attempt. */
    void onBroken(Instant now) {
        senderReady = senderReady.after(now, SENDER_PAUSE);
    }

    /** Records an attempt that proves nothing about the destination. */
    void onUncounted() {
        senderFaultsInRow = 0;
    }

    /** Returns whether only probes may start. */
    boolean isOpen() {
        return consecutiveFailures >= settings.failuresToOpen();
    }

    int consecutiveFailures() {
        return consecutiveFailures;
    }

    boolean isFailing() {
        return consecutiveFailures > 0;
    }

    boolean hasJustSucceeded(Instant now) {
        return !now.isBefore(succeededAt) && now.isBefore(succeededAt.plus(JUST));
    }

    boolean hasSucceededLately(Instant now) {
        return !now.isBefore(succeededAt) && now.isBefore(succeededAt.plus(LATELY));
    }

    /** Returns the earliest time for an attempt; {@link Instant#MIN} if there is no limit. */
    Instant nextStartAt(Instant now) {
        Instant probe = isOpen() && !nextProbe.isDue(now) ? nextProbe.at() : Instant.MIN;
        return senderReady.isDue(now) || senderReady.at().isBefore(probe) ? probe : senderReady.at();
    }

    /** Returns whether the state is that of a new circuit breaker. */
    boolean isFresh() {
        return succeededAt.equals(Instant.MIN)
                && consecutiveFailures == 0
                && senderFaultsInRow == 0
                && senderReady.at().equals(Instant.MIN);
    }

    private static Instant aligned(Instant time) {
        long steps = -Math.floorDiv(-time.toEpochMilli(), PROBE_STEP_MILLIS);
        return Instant.ofEpochMilli(steps * PROBE_STEP_MILLIS);
    }
}
