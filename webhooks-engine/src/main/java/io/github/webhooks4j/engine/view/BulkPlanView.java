package io.github.webhooks4j.engine.view;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.internal.text.ShownTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may be shown of a plan of a bulk job. Immutable.
 *
 * @param action what would be done to each chain, for example {@code resume}
 * @param chains how many chains were counted
 * @param more whether there are more than these, or may be
 * @param webhooks how many of the counted chains each webhook has, those with most chains first
 * @param examples the latest of the chains, at most 20
 * @param lookedBackTo how far back the chains were counted
 */
public record BulkPlanView(
        String action,
        long chains,
        boolean more,
        Map<String, Long> webhooks,
        List<String> examples,
        String lookedBackTo) {
    public BulkPlanView {
        requireNonNull(action, "action");
        webhooks = Collections.unmodifiableMap(new LinkedHashMap<>(webhooks));
        examples = List.copyOf(examples);
        requireNonNull(lookedBackTo, "lookedBackTo");
    }

    /** Returns the view of a plan. */
    public static BulkPlanView of(BulkPlan plan) {
        requireNonNull(plan, "plan");
        var webhooks = new LinkedHashMap<String, Long>();
        plan.webhooks().forEach((webhook, chains) -> webhooks.put(webhook.value(), chains));
        return new BulkPlanView(
                plan.action().code(),
                plan.size().chains(),
                plan.size().more(),
                webhooks,
                plan.examples().stream().map(chain -> chain.id().value()).toList(),
                ShownTime.of(plan.lookedBackTo()));
    }
}
