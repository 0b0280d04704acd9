package io.github.webhooks4j.engine.internal.lane;

import java.time.Duration;

/**
 * The options of circuit breakers.
 *
 * @param failuresToOpen how many consecutive failures open one
 * @param probeInterval the time from a failed probe to the next
 */
public record CircuitSettings(int failuresToOpen, Duration probeInterval) {
    /** Opens after 5 failures, and probes once a second. */
    public static final CircuitSettings DEFAULT = new CircuitSettings(5, Duration.ofSeconds(1));

    /** Returns the longest time before a probe, if probes are aligned to a step of the clock. */
    Duration longestPause(long stepMillis) {
        return probeInterval.plusMillis(stepMillis);
    }
}
