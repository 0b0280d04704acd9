package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

/**
 * Requests deliveries of one lane.
 *
 * @param lane the lane
 * @param limit the most deliveries, from 1
 */
public record ClaimRequest(LaneKey lane, int limit) {
    public ClaimRequest {
        requireNonNull(lane, "lane");
        if (limit < 1) {
            throw new IllegalArgumentException("a claim must ask for at least 1 delivery, was " + limit);
        }
    }
}
