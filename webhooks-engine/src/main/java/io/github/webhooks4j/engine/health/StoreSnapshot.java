package io.github.webhooks4j.engine.health;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.stats.ChainCounts;
import java.time.Duration;
import java.time.Instant;

/**
 * What the engine last read in its store, which it does every 10 seconds. Immutable.
 *
 * @param at when it was read
 * @param oldestDueAge how long the delivery has been due that has waited longest for a worker, over all webhooks that are not
 *     disabled; zero if none waits. It grows while a destination is down: its own deliveries wait for a probe to succeed
 * @param ledger where all chains stood
 * @param pendingSlices how many slices of accepted events' chains were still to be created, up to 1,000 chains each; they are not
 *     in the ledger yet
 */
public record StoreSnapshot(Instant at, Duration oldestDueAge, ChainCounts ledger, long pendingSlices) {
    public StoreSnapshot {
        requireNonNull(at, "at");
        requireNonNull(oldestDueAge, "oldestDueAge");
        requireNonNull(ledger, "ledger");
    }
}
