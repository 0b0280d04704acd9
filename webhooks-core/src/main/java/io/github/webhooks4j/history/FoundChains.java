package io.github.webhooks4j.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chains that one look at the history has found, the latest first. There may be none although there are more to look at.
 * Immutable.
 *
 * @param chains the chains
 * @param next the cursor of the chains before these; null if no chain is left to look at
 * @param lookedBackTo the time, to within the disagreement of the nodes' clocks, at which the last chain that was looked at
 *     started; null if none was
 * @param looked how many chains were looked at, events without a chain included
 */
public record FoundChains(
        List<ChainSummary> chains,
        @Nullable String next,
        @Nullable Instant lookedBackTo,
        int looked) {
    public FoundChains {
        chains = List.copyOf(chains);
    }

    /** Returns whether no chain is left to look at. */
    public boolean exhausted() {
        return next == null;
    }
}
