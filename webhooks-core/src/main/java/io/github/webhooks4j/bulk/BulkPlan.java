package io.github.webhooks4j.bulk;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a bulk job would do, for a person to look at before it is started. Nothing has been done yet. Immutable.
 *
 * @param action what is done to each chain
 * @param query which chains: that of the caller, ending at the time of the plan, so that later chains are left alone
 * @param size how many chains it comes to
 * @param webhooks how many of the counted chains each webhook has, those with most chains first
 * @param examples the latest of the chains, at most {@value #MAX_EXAMPLES}; none of events, which have no chain
 * @param lookedBackTo how far back the chains were counted; only up to there do the numbers hold. The beginning of the range of
 *     {@link BulkAction#SEND_MISSED}
 */
public record BulkPlan(
        BulkAction action,
        HistoryQuery query,
        BulkSize size,
        Map<WebhookId, Long> webhooks,
        List<ChainSummary> examples,
        Instant lookedBackTo) {
    /** The most chains that a plan shows. */
    public static final int MAX_EXAMPLES = 20;

    public BulkPlan {
        requireNonNull(action, "action");
        requireNonNull(query, "query");
        requireNonNull(size, "size");
        // Keeps the order: that of Map.copyOf differs between processes.
        webhooks = Collections.unmodifiableMap(new LinkedHashMap<>(webhooks));
        examples = List.copyOf(examples);
        requireNonNull(lookedBackTo, "lookedBackTo");
    }
}
