package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.StoredChain;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unfinished chains as a store has written them last, so that the next change to one need not read it. Only for a store whose
 * connection is the only one that writes; its database clears the cache when a transaction fails. Guarded by the lock of those
 * who write.
 */
public final class ChainCache {
    /** How many chains a cache has room for. */
    public static final int MAX = 16_384;

    private final int capacity;

    private final Map<ChainId, StoredChain> chains = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ChainId, StoredChain> eldest) {
            return size() > capacity;
        }
    };

    /**
     * Creates a cache.
     *
     * @param capacity how many chains it has room for; 0 for a store that cannot have one
     */
    public ChainCache(int capacity) {
        this.capacity = capacity;
    }

    /** Returns those of {@code ids} that are remembered. */
    public Map<ChainId, StoredChain> among(Collection<ChainId> ids) {
        var found = new HashMap<ChainId, StoredChain>();
        for (ChainId id : ids) {
            @Nullable StoredChain chain = chains.get(id);
            if (chain != null) {
                found.put(id, chain);
            }
        }
        return found;
    }

    /** Remembers a chain as it was written, unless it is finished. */
    public void put(StoredChain chain) {
        ChainId id = chain.chain().id();
        if (chain.finishedAt() == null) {
            chains.put(id, chain);
        } else {
            chains.remove(id);
        }
    }

    /** Forgets every chain. */
    public void clear() {
        chains.clear();
    }

    /** Forgets a chain of which something was written that is not known here. */
    public void forget(ChainId id) {
        chains.remove(id);
    }
}
