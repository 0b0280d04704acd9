package io.github.webhooks4j.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A lane with work that nobody has claimed.
 *
 * @param lane the lane
 * @param at when the earliest of it is due
 */
public record LaneDue(LaneKey lane, Instant at) {
    public LaneDue {
        requireNonNull(lane, "lane");
        requireNonNull(at, "at");
    }
}
