package io.github.webhooks4j.delivery;

import java.time.Duration;

/** How long a delivery waits after an attempt that came to nothing by the sender's own fault. Without state. */
final class SenderFaults {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** Doubling goes no further: the longest pause is reached by then. */
    private static final int MAX_DOUBLINGS = 6;

    private SenderFaults() {}

    /**
     * Returns the pause. What a shutdown aborted is made again at once, at the next start; only if that happens again and again
     * is it something else.
     */
    static Duration pauseAfter(FailureCode code, NextAttempt made) {
        boolean aborted = code == FailureCode.ABORTED;
        if (aborted && made.senderFaults() == 0) {
            return Duration.ZERO;
        }
        int doublings = Math.min(MAX_DOUBLINGS, aborted ? made.senderFaults() - 1 : made.senderFaults());
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
