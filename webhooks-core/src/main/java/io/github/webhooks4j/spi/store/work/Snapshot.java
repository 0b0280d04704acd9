package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a store that mutations {@linkplain Needs need}, read within one transaction; rows that do not exist are
 * missing. The collections are not copied: the store must not change them afterwards.
 *
 * @param chains the chains
 * @param attempts the recorded ones of the attempts, possibly with others
 * @param events the events that are accepted
 * @param webhooks the webhooks, also deleted ones
 * @param slices the slices whose chains are not created yet
 * @param setAside the ids of set-aside records
 * @param changes the versions of webhooks that the store has
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
