package io.github.webhooks4j.jdbc.internal.queue;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.NodeId;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chains that claim batches of this process hold, as it has written them, so that the next change to one need not read it. What
 * is here may be outdated, since another node may have changed the chain: a write that relies on it is guarded. Grows with what the
 * engine works on, and only with that. Thread-safe.
 */
public final class HeldChains {
    /** From this number on, batches are worth a statement that deletes them. */
    static final int MANY_BATCHES = 64;

    /** From this number of chains on, batches are, too: the database looks up each of them before it deletes a batch. */
    static final int MANY_CHAINS = 1_000;

    /** A claim batch of which at least one chain may still be held. */
    private static final class Batch {
        private final long number;
        private final NodeId owner;
        private final int size;
        private int held;
        /** The end of its lease, as far as is known. */
        private Instant until;

        private Batch(long number, NodeId owner, int size, Instant until) {
            this.number = number;
            this.owner = owner;
            this.size = size;
            this.until = until;
        }
    }

    /**
     * A chain in a batch.
     *
     * @param chain as it was written or read last; null if neither is known
     */
    private record Held(@Nullable StoredChain chain, Batch batch) {
        boolean isClaimedBy(ClaimToken key) {
            return chain == null ? isFirstClaim(key) : StoreRules.isCurrent(chain, key);
        }
    }

    /** Returns whether a claim may be one of a chain that was created claimed, by which alone a batch holds it. */
    static boolean isFirstClaim(ClaimToken key) {
        return key.delivery().step() == 0 && key.resumeCount() == 0 && key.fencingToken() == 1;
    }

    /**
     * A claim batch that was written.
     *
     * @param number its number
     * @param owner the node that holds its chains
     * @param until the end of its lease
     * @param chains the chains as they were written
     */
    public record Written(long number, NodeId owner, Instant until, List<StoredChain> chains) {
        public Written {
            chains = List.copyOf(chains);
        }
    }

    private final Map<ChainId, Held> chains = new HashMap<>();
    /** The numbers of those batches of which no chain is held any more, and which are not deleted yet. */
    private final Set<Long> empty = new LinkedHashSet<>();
    /** How many chains they once held. */
    private int emptied;

    /** Puts those of {@code ids} that are held into {@code found}, and the others into {@code others}. */
    public synchronized void find(
            Collection<ChainId> ids, Map<ChainId, StoredChain> found, Collection<ChainId> others) {
        for (ChainId id : ids) {
            Held held = chains.get(id);
            if (held == null || held.chain() == null) {
                others.add(id);
            } else {
                found.put(id, held.chain());
            }
        }
    }

    /** Notes a batch, once it is durable. */
    public synchronized void add(Written written) {
        var batch =
                new Batch(written.number(), written.owner(), written.chains().size(), written.until());
        for (StoredChain chain : written.chains()) {
            Held before = chains.put(chain.chain().id(), new Held(chain, batch));
            if (before != null) {
                leave(before.batch());
            }
            batch.held++;
        }
    }

    /**
     * Notes batches of a node that were found, and of what claims.
     *
     * @param until when their leases are taken to end
     */
    public synchronized void addFound(Map<Long, List<ClaimToken>> found, NodeId owner, Instant until) {
        found.forEach((number, claims) -> {
            var batch = new Batch(number, owner, claims.size(), until);
            for (ClaimToken key : claims) {
                if (chains.putIfAbsent(key.delivery().chain(), new Held(null, batch)) == null) {
                    batch.held++;
                }
            }
        });
    }

    /** Notes how a chain was written, or found, that may be held; once that is durable. */
    public synchronized void note(StoredChain chain) {
        ChainId id = chain.chain().id();
        Held held = chains.get(id);
        if (held != null) {
            if (StoreRules.isInClaimBatch(chain)) {
                chains.put(id, new Held(chain, held.batch()));
            } else {
                remove(id);
            }
        }
    }

    /** Notes that a chain is not held any more. */
    public synchronized void remove(ChainId id) {
        Held held = chains.remove(id);
        if (held != null) {
            leave(held.batch());
        }
    }

    /** Notes that a chain is not there, unless by now another commit has noted it otherwise than it was remembered. */
    @SuppressWarnings("ReferenceEquality") // what another commit has noted is another object, even if it is equal
    public synchronized void forget(StoredChain remembered) {
        ChainId id = remembered.chain().id();
        Held held = chains.get(id);
        if (held != null && held.chain() == remembered) {
            remove(id);
        }
    }

    private void leave(Batch batch) {
        batch.held--;
        if (batch.held == 0) {
            empty.add(batch.number);
            emptied += batch.size;
        }
    }

    /** Returns those claims of a node that are claims of held chains, by the number of the batch. */
    public synchronized Map<Long, List<ClaimToken>> batchesOf(Collection<ClaimToken> keys, NodeId node) {
        var batches = new LinkedHashMap<Long, List<ClaimToken>>();
        for (ClaimToken key : keys) {
            @Nullable Held held = chains.get(key.delivery().chain());
            if (held != null && held.batch().owner.equals(node) && held.isClaimedBy(key)) {
                batches.computeIfAbsent(held.batch().number, number -> new ArrayList<>())
                        .add(key);
            }
        }
        return batches;
    }

    /** Returns what {@link #takeEmpty} does if it is much, else nothing: so that a statement that deletes some deletes many. */
    public synchronized List<Long> takeManyEmpty() {
        return empty.size() < MANY_BATCHES && emptied < MANY_CHAINS ? List.of() : takeEmpty();
    }

    /** Notes that the leases of the batches that hold chains were renewed. */
    public synchronized void renewed(Collection<ClaimToken> claims, Instant until) {
        for (ClaimToken key : claims) {
            Held held = chains.get(key.delivery().chain());
            if (held != null) {
                held.batch().until = until;
            }
        }
    }

    /**
     * Forgets batches whose lease ended before a time, so long ago that no engine of this process works on them any more. Their rows stay
     * until they are dissolved.
     */
    public synchronized void forgetEnded(Instant before) {
        chains.values().removeIf(held -> held.batch().until.isBefore(before));
    }

    /** Returns the numbers of the batches to delete, each to one caller only. */
    public synchronized List<Long> takeEmpty() {
        if (empty.isEmpty()) {
            return List.of();
        }
        var taken = List.copyOf(empty);
        empty.clear();
        emptied = 0;
        return taken;
    }

    /** Takes back numbers of batches that could not be deleted, so that it is tried again soon. */
    public synchronized void giveBack(Collection<Long> numbers) {
        empty.addAll(numbers);
        emptied += MANY_CHAINS;
    }
}
