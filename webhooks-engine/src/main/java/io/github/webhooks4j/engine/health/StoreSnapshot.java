package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.stats.ChainCounts;
import java.time.Duration;
import java.time.Instant;

/**
 * What the engine last read from its store; it reads every 10 seconds. Immutable.
 *
 * @param at when it was read
 * @param oldestDueAge how long the delivery has been due that has waited longest for a worker, over all webhooks that
 *     are not disabled; zero if none waits. It grows while a destination is down: its own deliveries wait for a probe
 *     to succeed
 * @param chainCounts the counts of all chains by state
 * @param pendingSlices how many slices of accepted events' chains were still to be created, up to 1,000 chains each;
 *     the chain counts do not include them yet
 */
public record StoreSnapshot(Instant at, Duration oldestDueAge, ChainCounts chainCounts, long pendingSlices) {
    public StoreSnapshot {
        requireNonNull(at, "at");
        requireNonNull(oldestDueAge, "oldestDueAge");
        requireNonNull(chainCounts, "chainCounts");
    }
}
