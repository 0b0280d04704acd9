package io.github.webhooks4j.engine.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import java.time.Instant;
import java.util.List;

/**
 * An event that was accepted, with the chains that were started for it. Immutable.
 *
 * @param event the event as it is stored, with its body; its time is never null
 * @param acceptedAt when it was accepted, by the store's clock
 * @param chains the chains that it started when it was accepted, one for each webhook that matched. Some have no history
 *     if they are {@linkplain io.github.webhooks4j.engine.WebhookEngine#publish(Event) created a moment later}, or were
 *     pruned before the event
 * @param laterChains the chains that were started for it later, the earliest first: reruns, and those of webhooks to
 *     which it was sent later; at most the latest 1,000
 */
public record EventHistory(Event event, Instant acceptedAt, List<ChainId> chains, List<ChainId> laterChains) {
    public EventHistory {
        requireNonNull(event, "event");
        requireNonNull(acceptedAt, "acceptedAt");
        chains = List.copyOf(chains);
        laterChains = List.copyOf(laterChains);
    }
}
