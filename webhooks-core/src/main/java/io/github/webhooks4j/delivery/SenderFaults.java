package io.github.webhooks4j.delivery;

import java.time.Duration;

/** The pause of a delivery after an attempt that failed by the sender's own fault. Stateless. */
final class SenderFaults {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** The limit of doublings: the longest pause is reached by then. */
    private static final int MAX_DOUBLINGS = 6;

    private SenderFaults() {}

    /**
     * Returns the pause. An attempt that a shutdown aborted is repeated at once, at the next start; if attempts are
     * aborted repeatedly, a shutdown is not the cause.
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
