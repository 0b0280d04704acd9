package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.store.ChainRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unfinished chains as one session has written them last, so that the next change to one need not read it. It belongs to a session
 * that nobody else can have come between: SQLite's only writer, which is thrown away with what it remembers as soon as a
 * transaction of it fails. Used by one thread at a time.
 */
final class RecentChains {
    static final int MAX = 16_384;

    private final Map<ChainId, ChainRecord> chains = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ChainId, ChainRecord> eldest) {
            return size() > MAX;
        }
    };

    /** Returns those of {@code ids} that are remembered. */
    Map<ChainId, ChainRecord> among(Collection<ChainId> ids) {
        var found = new HashMap<ChainId, ChainRecord>();
        for (ChainId id : ids) {
            @Nullable ChainRecord chain = chains.get(id);
            if (chain != null) {
                found.put(id, chain);
            }
        }
        return found;
    }

    /** Remembers a chain as it was written, unless it is finished. */
    void wrote(ChainRecord chain) {
        ChainId id = chain.chain().id();
        if (chain.finishedAt() == null) {
            chains.put(id, chain);
        } else {
            chains.remove(id);
        }
    }

    /** Forgets a chain of which something was written that is not known here. */
    void forget(ChainId id) {
        chains.remove(id);
    }
}
