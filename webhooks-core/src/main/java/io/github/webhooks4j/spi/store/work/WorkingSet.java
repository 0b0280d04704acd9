package io.github.webhooks4j.spi.store.work;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.LaneKey;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.MutationResult.Applied;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import io.github.webhooks4j.spi.store.work.Writes.ClaimBatch;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The chains and webhooks of a unit of work after the mutations so far, in the order of their first use. */
final class WorkingSet {
    private final Snapshot snapshot;
    private final Instant now;
    private final Map<ChainId, Entry> chains = new LinkedHashMap<>();
    private final Map<WebhookId, WebhookState> webhooks = new LinkedHashMap<>();
    private final Set<WebhookId> disabled = new LinkedHashSet<>();

    /** The chains of ordered lanes, as they are since their keys are locked. */
    private final Map<ChainId, StoredChain> inOrder = new HashMap<>();

    private final OrderedTurns turns;

    WorkingSet(Snapshot snapshot, Instant now) {
        this.snapshot = snapshot;
        this.now = now;
        for (List<StoredChain> lane : snapshot.order().lanes().values()) {
            lane.forEach(chain -> inOrder.put(chain.chain().id(), chain));
        }
        this.turns = new OrderedTurns(snapshot.order(), this::entryOf, now);
    }

    /** A chain before and after the mutations. */
    final class Entry {
        private final @Nullable StoredChain before;
        private final @Nullable LeaseRequest claimant;
        private StoredChain after;

        private Entry(@Nullable StoredChain before, StoredChain after, @Nullable LeaseRequest claimant) {
            this.before = before;
            this.after = after;
            this.claimant = claimant;
        }

        /** Returns the chain as it is now. */
        StoredChain chain() {
            return after;
        }

        /** Returns the result with what it means for other deliveries of the chain's ordering key. */
        Applied put(Applied applied) {
            List<LaneKey> lanes = replace(applied.after());
            return after.turn() == null
                    ? applied
                    : new Applied(applied.before(), after, applied.effect(), applied.disabled(), lanes);
        }

        /** Only the turns themselves do that. */
        void putInTurn(StoredChain chain) {
            after = chain;
        }

        private List<LaneKey> replace(StoredChain chain) {
            StoredChain former = after;
            after = chain;
            return chain.turn() == null ? List.of() : turns.changed(former, this);
        }
    }

    /** Returns a chain; null if there is none. */
    @Nullable Entry entry(ChainId id) {
        Entry entry = chains.get(id);
        if (entry == null) {
            StoredChain current = inOrder.get(id);
            StoredChain loaded = current == null ? snapshot.chains().get(id) : current;
            entry = loaded == null ? null : entryOf(loaded);
        }
        return entry;
    }

    private Entry entryOf(StoredChain loaded) {
        return chains.computeIfAbsent(loaded.chain().id(), id -> new Entry(loaded, loaded, null));
    }

    /**
     * Starts a chain.
     *
     * @throws StoreException with {@link Reason#FAILED} if there is a chain with its id
     */
    Entry start(NewChain chain, EventId event, @Nullable OrderingTurn turn) {
        var entry = new Entry(null, StoreRules.start(Millis.cut(chain), event, turn, now), chain.claimant());
        if (snapshot.chains().containsKey(chain.id()) || chains.putIfAbsent(chain.id(), entry) != null) {
            throw new StoreException(
                    Reason.FAILED, "chain " + chain.id() + " is there already; every chain needs an id of its own");
        }
        if (turn != null) {
            var unused = turns.changed(null, entry);
        }
        return entry;
    }

    /** Cancels an unfinished chain of a deleted webhook: it counts as cancelled already. */
    void cancelIfDeleted(Entry entry) {
        WebhookState webhook = webhook(entry.after.webhook());
        if (webhook != null && webhook.deletedAt() != null) {
            cancel(entry, webhook.deletedAt());
        }
    }

    /** Cancels a chain of a webhook that is deleted or lost: no node has to know of the turns that come by it. */
    void cancel(Entry entry, Instant at) {
        var unused = entry.replace(StoreRules.deleted(entry.after, at));
    }

    /** Returns the state of a webhook; null if there is none. */
    @Nullable WebhookState webhook(WebhookId id) {
        WebhookState changed = webhooks.get(id);
        return changed == null ? snapshot.webhooks().get(id) : changed;
    }

    void put(WebhookId id, WebhookState before, WebhookState after) {
        webhooks.put(id, after);
        if (after.status() != before.status()) {
            disabled.add(id);
        }
    }

    /** Returns the chains that have changed. */
    List<ChainWrite> changedChains() {
        var changed = new ArrayList<ChainWrite>(chains.size());
        for (Entry entry : chains.values()) {
            if (!entry.after.equals(entry.before)) {
                changed.add(new ChainWrite(entry.before, entry.after));
            }
        }
        return changed;
    }

    /** Returns the batches of the new chains that are held by the node that creates them. */
    List<ClaimBatch> claimBatches() {
        var held = new LinkedHashMap<LeaseRequest, List<ChainId>>();
        for (Entry entry : chains.values()) {
            LeaseRequest claimant = entry.claimant;
            if (claimant != null && StoreRules.isInClaimBatch(entry.after)) {
                held.computeIfAbsent(claimant, same -> new ArrayList<>())
                        .add(entry.after.chain().id());
            }
        }
        var batches = new ArrayList<ClaimBatch>();
        held.forEach((claimant, ids) -> {
            for (int from = 0; from < ids.size(); from += ClaimBatch.MAX_CHAINS) {
                int to = Math.min(ids.size(), from + ClaimBatch.MAX_CHAINS);
                batches.add(new ClaimBatch(claimant.lease(now), ids.subList(from, to)));
            }
        });
        return batches;
    }

    /** Returns the webhooks whose status or failure streak a mutation has changed. */
    Map<WebhookId, WebhookState> changedWebhooks() {
        return webhooks;
    }

    /** Returns those of the changed webhooks whose status was changed. */
    Set<WebhookId> disabledWebhooks() {
        return disabled;
    }
}
