package io.github.webhooks4j.engine.internal.lane;

/**
 * Totals over all lanes at one moment. Immutable.
 *
 * @param inFlight attempts in flight
 * @param maxInFlight the most that may be
 * @param ready claimed deliveries that have not started
 * @param readyBytes the bytes of their bodies, reservations included
 * @param lanes how many lanes there are
 * @param openCircuits how many of them have an open circuit breaker
 */
public record LaneTotals(int inFlight, int maxInFlight, int ready, long readyBytes, int lanes, int openCircuits) {}
