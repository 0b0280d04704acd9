package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.OrderingKey;

/**
 * Names the deliveries of one lane whose events have the same ordering key: one of them at a time may be attempted, the others wait for
 * their turn.
 *
 * @param lane the lane
 * @param key the ordering key
 */
public record OrderedLane(LaneKey lane, OrderingKey key) {
    public OrderedLane {
        requireNonNull(lane, "lane");
        requireNonNull(key, "key");
    }
}
