package io.github.webhooks4j.console.internal.engine;

import io.github.webhooks4j.console.internal.model.ChainRow;
import io.github.webhooks4j.history.FoundChains;
import java.util.List;

/**
 * Chains that one look at the history has found.
 *
 * @param chains the chains, with the names of their webhooks
 * @param found how far the look went, and how to continue
 */
public record ChainRows(List<ChainRow> chains, FoundChains found) {
    static final ChainRows NONE = new ChainRows(List.of(), new FoundChains(List.of(), null, null, 0));

    public ChainRows {
        chains = List.copyOf(chains);
    }
}
