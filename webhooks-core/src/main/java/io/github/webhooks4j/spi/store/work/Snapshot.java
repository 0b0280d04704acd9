package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.Map;
import java.util.Set;

/**
 * What a store has of everything that mutations {@linkplain Needs need}, within one transaction. What it does not have is
 * missing. Not copied: the store must not change the collections any more.
 *
 * @param chains the chains
 * @param attempts those of the attempts that are recorded; others may be among them
 * @param events the events that are accepted
 * @param webhooks the webhooks, also deleted ones
 * @param slices the slices whose chains are not created yet
 * @param setAside the ids of what is set aside
 * @param changes the numbers of the changes of webhooks that the store remembers
 */
public record Snapshot(
        Map<ChainId, StoredChain> chains,
        Set<AttemptKey> attempts,
        Map<EventId, KnownEvent> events,
        Map<WebhookId, WebhookState> webhooks,
        Set<SliceKey> slices,
        Set<String> setAside,
        Set<Long> changes) {
    public Snapshot {
        requireNonNull(chains, "chains");
        requireNonNull(attempts, "attempts");
        requireNonNull(events, "events");
        requireNonNull(webhooks, "webhooks");
        requireNonNull(slices, "slices");
        requireNonNull(setAside, "setAside");
        requireNonNull(changes, "changes");
    }
}
