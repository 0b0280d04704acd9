package io.github.webhooks4j.engine.metrics;

/**
 * What an engine holds at present. The values are read one after another while the engine works, so they do not add up exactly.
 * Immutable.
 *
 * @param inFlight attempts in flight
 * @param maxInFlight the most that may be
 * @param inMemory claimed deliveries in memory that are not in flight
 * @param bytesInMemory the bytes of their bodies
 * @param pendingCommits mutations that are submitted and not durable yet
 * @param lanes destinations with work on this node, or whose rate is limited
 * @param openCircuits how many of these have an open circuit breaker
 * @param listenerQueue events that wait for listeners, over all listeners
 * @param listenerEventsMissed events that listeners have missed since the engine was built
 * @param metricsFailures calls of {@link EngineMetrics} that threw since the engine was built
 */
public record EngineGauges(
        int inFlight,
        int maxInFlight,
        int inMemory,
        long bytesInMemory,
        int pendingCommits,
        int lanes,
        int openCircuits,
        int listenerQueue,
        long listenerEventsMissed,
        long metricsFailures) {}
