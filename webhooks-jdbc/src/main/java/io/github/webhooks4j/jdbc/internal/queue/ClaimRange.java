package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.spi.store.LaneKey;
import java.time.Instant;

/**
 * Asks a database for work of one lane.
 *
 * @param lane the lane
 * @param limit how many deliveries at most
 * @param availableFrom nothing is looked for that was free before
 */
public record ClaimRange(LaneKey lane, int limit, Instant availableFrom) {}
