package io.github.webhooks4j.engine.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some chains of a webhook, the latest first. Immutable.
 *
 * @param chains the chains
 * @param next the cursor of the page with the chains before these; null if there are none
 */
public record HistoryPage(
        List<ChainHistory> chains, @Nullable String next) {
    public HistoryPage {
        chains = List.copyOf(chains);
    }
}
