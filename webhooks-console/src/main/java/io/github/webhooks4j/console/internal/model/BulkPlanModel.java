package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.bulk.BulkPlan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a bulk action would do, to be confirmed.
 *
 * @param plan the plan
 * @param fields the filter as it was entered, and the time at which it ends
 * @param webhooks how many chains each webhook has, by name, those with most first
 * @param examples the latest of the chains
 * @param wrong whether the number that was typed is another one
 */
public record BulkPlanModel(
        BulkPlan plan, Map<String, String> fields, List<Part> webhooks, List<ChainRow> examples, boolean wrong) {
    /**
     * The chains of one webhook.
     *
     * @param webhook its name; null if it was deleted
     * @param chains how many
     */
    public record Part(@Nullable String webhook, long chains) {}

    public BulkPlanModel {
        fields = new TreeMap<>(fields);
        webhooks = List.copyOf(webhooks);
        examples = List.copyOf(examples);
    }

    /** Returns the number to type. */
    public String number() {
        return Long.toString(plan.size().chains());
    }
}
