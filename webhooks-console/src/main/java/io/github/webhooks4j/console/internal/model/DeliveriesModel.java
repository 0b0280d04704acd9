package io.github.webhooks4j.console.internal.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chains that a query finds.
 *
 * @param filter what was entered, by field; an absent one is empty
 * @param faults what is wrong with it, by field
 * @param chains the chains
 * @param next the query of the chains before these; null if none is left to look at
 * @param lookedBackTo how far back was looked; null if at nothing
 * @param looked at how many chains was looked
 * @param query the query of this filter without a page, for links to bulk actions
 */
public record DeliveriesModel(
        Map<String, String> filter,
        Map<String, String> faults,
        List<ChainRow> chains,
        @Nullable String next,
        @Nullable Instant lookedBackTo,
        int looked,
        String query) {
    public DeliveriesModel {
        filter = Map.copyOf(filter);
        faults = Map.copyOf(faults);
        chains = List.copyOf(chains);
    }

    /** Returns what was entered in a field. */
    public String value(String field) {
        return filter.getOrDefault(field, "");
    }

    /** Returns whether there is a filter. */
    public boolean filtered() {
        return !query.isEmpty();
    }
}
