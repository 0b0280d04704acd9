package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.event.OrderingKey;

/**
 * The turn of an event among those of its ordering key. Turns are numbered in the order of the commits that accepted
 * the events.
 *
 * @param key the key
 * @param sequence the number of the turn, from 1
 */
public record OrderingTurn(OrderingKey key, long sequence) {
    /**
     * Checks the rule.
     *
     * @throws IllegalArgumentException if the sequence is not positive
     */
    public OrderingTurn {
        requireNonNull(key, "key");
        if (sequence < 1) {
            throw new IllegalArgumentException("the turn of an event must be at least 1, was " + sequence);
        }
    }
}
