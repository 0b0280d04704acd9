package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.LaneKey;
import java.time.Instant;

/**
 * Asks a database for work of one lane.
 *
 * @param lane the lane
 * @param limit how many deliveries at most
 * @param low nothing is looked for that was free before
 */
record LaneAsk(LaneKey lane, int limit, Instant low) {}
