package io.github.webhooks4j.spi.store;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a store has of an event.
 *
 * @param number its number
 * @param event the event
 * @param acceptedAt when it was accepted, by the store's clock
 * @param chains the chains that it started when it was accepted, also those that are not created yet, or were pruned
 * @param laterChains the chains that were started for it later, the earliest first: at most the latest {@value
 *     HistoryStore#MAX_LATER_CHAINS}
 */
public record EventDetails(
        long number, Event event, Instant acceptedAt, List<ChainId> chains, List<ChainId> laterChains) {
    public EventDetails {
        requireNonNull(event, "event");
        requireNonNull(acceptedAt, "acceptedAt");
        chains = List.copyOf(chains);
        laterChains = List.copyOf(laterChains);
    }
}
