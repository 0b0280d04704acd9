package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** The state of the circuit breaker of a destination, on one node. */
public sealed interface CircuitState {
    /** Returns how many attempts have failed since the last success. */
    int consecutiveFailures();

    /** Returns the code for JSON and metrics: {@code closed}, {@code open} or {@code half_open}. */
    String code();

    /**
     * Attempts start.
     *
     * @param consecutiveFailures as in {@link CircuitState#consecutiveFailures}
     */
    record Closed(int consecutiveFailures) implements CircuitState {
        @Override
        public String code() {
            return "closed";
        }
    }

    /**
     * Nothing starts before the next probe.
     *
     * @param consecutiveFailures as in {@link CircuitState#consecutiveFailures}
     * @param nextProbeAt the time of that probe
     */
    record Open(int consecutiveFailures, Instant nextProbeAt) implements CircuitState {
        public Open {
            requireNonNull(nextProbeAt, "nextProbeAt");
        }

        @Override
        public String code() {
            return "open";
        }
    }

    /**
     * A probe is in flight, or may start.
     *
     * @param consecutiveFailures as in {@link CircuitState#consecutiveFailures}
     */
    record HalfOpen(int consecutiveFailures) implements CircuitState {
        @Override
        public String code() {
            return "half_open";
        }
    }
}
