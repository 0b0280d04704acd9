package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.history.ChainSummary;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store has found of the chains that a query is for.
 *
 * @param chains the chains, in the {@linkplain #NEWEST_FIRST order} of the look
 * @param looked how many chains were looked at; an event without a chain counts as one
 * @param reached how far the look went: the id of the last chain, or of none, that was looked at; null if nothing was
 * @param exhausted whether nothing is left to look at
 */
public record HistoryScan(
        List<ChainSummary> chains, int looked, @Nullable ChainId reached, boolean exhausted) {
    /** The order of chains of all webhooks: by number, the greatest first, and then by the number of the webhook, also so. */
    public static final Comparator<ChainId> NEWEST_FIRST = Comparator.comparingLong(ChainId::number)
            .thenComparingLong(ChainId::webhookNumber)
            .reversed();

    public HistoryScan {
        chains = List.copyOf(chains);
    }
}
