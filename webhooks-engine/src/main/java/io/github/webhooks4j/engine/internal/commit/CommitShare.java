package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.spi.store.Mutation;
import java.util.List;

/**
 * The mutations that one committer takes. Where a store supports concurrent commits, those that create chains and all others are
 * committed side by side: they never conflict, since what becomes of a chain is submitted only after its creation is durable.
 */
public enum CommitShare {
    /** All mutations. */
    ALL,
    /** Those that create chains. */
    NEW_CHAINS,
    /** All that create no chain. */
    OTHERS;

    /** Returns the shares of a number of committers; there may be more committers than shares. */
    static List<CommitShare> of(int committers) {
        return committers > 1 ? List.of(NEW_CHAINS, OTHERS) : List.of(ALL);
    }

    /** Returns which of some shares, which together are all mutations, a mutation belongs to. */
    static CommitShare of(Mutation mutation, List<CommitShare> shares) {
        if (shares.size() == 1) {
            return ALL;
        }
        boolean createsChains = mutation instanceof Mutation.Publish
                || mutation instanceof Mutation.CreateChains
                || mutation instanceof Mutation.Rerun
                || mutation instanceof Mutation.Send
                || (mutation instanceof Mutation.BulkSlice slice && slice.startsChains());
        return createsChains ? NEW_CHAINS : OTHERS;
    }
}
