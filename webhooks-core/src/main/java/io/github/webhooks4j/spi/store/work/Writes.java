package io.github.webhooks4j.spi.store.work;

import static java.util.Collections.unmodifiableList;
import static java.util.Collections.unmodifiableMap;
import static java.util.Collections.unmodifiableSet;
import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.spi.store.ChainSlice;
import io.github.webhooks4j.spi.store.LaneDueTime;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store has to write so that mutations are durable, everything in the order in which it came about. Immutable.
 *
 * @param at the time at which all of it happens, by the store's clock, to the millisecond
 * @param events the events to insert
 * @param slices the slices to insert
 * @param createdSlices the slices to delete, since their chains are created
 * @param chains the chains to insert and to update
 * @param attempts the attempts to insert
 * @param callbacks the callbacks to insert
 * @param webhooks the webhooks whose status or health is another now
 * @param disabled those of them whose status is another now: each gets a new change number
 * @param setAside what to insert of what is set aside, unless it is there already; after {@code endedSetAside} is deleted
 * @param endedSetAside the ids of what to delete of what is set aside
 * @param counts what to add to the counts of chains
 */
public record Writes(
        Instant at,
        List<EventWrite> events,
        List<ChainSlice> slices,
        List<SliceKey> createdSlices,
        List<ChainWrite> chains,
        List<StoredAttempt> attempts,
        List<CallbackWrite> callbacks,
        Map<WebhookId, WebhookState> webhooks,
        Set<WebhookId> disabled,
        List<SetAsideRecord> setAside,
        List<String> endedSetAside,
        ChainCounts counts) {
    public Writes {
        requireNonNull(at, "at");
        events = unmodifiableList(events);
        slices = unmodifiableList(slices);
        createdSlices = unmodifiableList(createdSlices);
        chains = unmodifiableList(chains);
        attempts = unmodifiableList(attempts);
        callbacks = unmodifiableList(callbacks);
        webhooks = unmodifiableMap(webhooks);
        disabled = unmodifiableSet(disabled);
        setAside = unmodifiableList(setAside);
        endedSetAside = unmodifiableList(endedSetAside);
        requireNonNull(counts, "counts");
    }

    /**
     * An event to insert.
     *
     * @param event the event
     * @param known what is to be found when it is published again
     */
    public record EventWrite(Event event, KnownEvent known) {
        public EventWrite {
            requireNonNull(event, "event");
            requireNonNull(known, "known");
        }
    }

    /**
     * A callback to insert.
     *
     * @param chain the chain
     * @param callback the callback that settled a step of it
     */
    public record CallbackWrite(ChainId chain, StoredCallback callback) {
        public CallbackWrite {
            requireNonNull(chain, "chain");
            requireNonNull(callback, "callback");
        }
    }

    /**
     * A chain to insert or to update.
     *
     * @param before the chain as it was; null if it is new
     * @param after the chain as it is now, different from before
     */
    public record ChainWrite(@Nullable StoredChain before, StoredChain after) {
        public ChainWrite {
            requireNonNull(after, "after");
        }
    }

    /** Returns the lanes of written chains whose delivery no node holds, each with the time from which on it may be claimed. */
    public List<LaneDueTime> free() {
        var free = new ArrayList<LaneDueTime>();
        for (ChainWrite chain : chains) {
            PendingDelivery due = chain.after().due();
            if (due != null && !due.claimed()) {
                free.add(new LaneDueTime(chain.after().lane(), due.at()));
            }
        }
        return free;
    }
}
