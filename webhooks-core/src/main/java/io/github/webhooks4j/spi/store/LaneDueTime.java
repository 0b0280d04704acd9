package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A lane with unfinished work.
 *
 * @param lane the lane
 * @param at when the earliest delivery may be claimed: when it is due, or when the lease on it ends
 */
public record LaneDueTime(LaneKey lane, Instant at) {
    public LaneDueTime {
        requireNonNull(lane, "lane");
        requireNonNull(at, "at");
    }
}
