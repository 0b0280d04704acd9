package io.github.webhooks4j.spi.store.work;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a store that mutations {@linkplain Needs need}, read within one transaction; rows that do not exist are
 * missing. The collections are not copied: the store must not change them afterwards.
 *
 * @param chains the chains
 * @param attempts the recorded ones of the attempts, possibly with others
 * @param events the events that are accepted
 * @param numbers those of the {@linkplain Needs#numbers numbers} that events of the store have; a store that finds out only when it
 *     writes may leave them out at first
 * @param webhooks the webhooks, also deleted ones
 * @param slices the slices whose chains are not created yet
 * @param setAside the ids of set-aside records
 * @param changes the versions of webhooks that the store has
 * @param sent those of the {@linkplain Needs#sent sent events} that the store has, each with the chain that it has for the webhook, the
 *     first of several; empty if it has none
 * @param jobs the bulk jobs that are named; and the one that runs, if one is to be started
 * @param order what events with ordering keys need; {@link OrderState#NONE} if there are none
 */
public record Snapshot(
        Map<ChainId, StoredChain> chains,
        Set<AttemptKey> attempts,
        Map<EventId, KnownEvent> events,
        Set<Long> numbers,
        Map<WebhookId, WebhookState> webhooks,
        Set<SliceKey> slices,
        Set<String> setAside,
        Set<Long> changes,
        Map<SentEvent, Optional<ChainId>> sent,
        Map<BulkJobId, BulkJob> jobs,
        OrderState order) {
    /** Creates a snapshot for mutations of events without ordering keys, none of which is sent, and of no bulk jobs. */
    public Snapshot(
            Map<ChainId, StoredChain> chains,
            Set<AttemptKey> attempts,
            Map<EventId, KnownEvent> events,
            Set<Long> numbers,
            Map<WebhookId, WebhookState> webhooks,
            Set<SliceKey> slices,
            Set<String> setAside,
            Set<Long> changes) {
        this(
                chains,
                attempts,
                events,
                numbers,
                webhooks,
                slices,
                setAside,
                changes,
                Map.of(),
                Map.of(),
                OrderState.NONE);
    }

    public Snapshot {
        requireNonNull(chains, "chains");
        requireNonNull(attempts, "attempts");
        requireNonNull(events, "events");
        requireNonNull(numbers, "numbers");
        requireNonNull(webhooks, "webhooks");
        requireNonNull(slices, "slices");
        requireNonNull(setAside, "setAside");
        requireNonNull(changes, "changes");
        requireNonNull(sent, "sent");
        requireNonNull(jobs, "jobs");
        requireNonNull(order, "order");
    }
}
