package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkPlan;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.HistoryScan;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts the chains of a bulk job before it is started. Without state. */
public final class BulkPlanner {
    /** How often the history is looked at, each time at up to {@link HistoryQuery#MAX_LOOKED} chains. */
    private static final int MAX_LOOKS = 10;

    private final Store store;
    private final WebhookRegistry registry;

    /**
     * Creates a planner.
     *
     * @param registry knows the filter of a webhook that missed events
     */
    public BulkPlanner(Store store, WebhookRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /**
     * Plans a job of all chains that started until now.
     *
     * @throws IllegalArgumentException if the action applies to no chain that the query could find
     * @throws UnknownWebhookException if a webhook's missed events are to be sent, and there is no such webhook
     */
    public BulkPlan plan(BulkAction action, HistoryQuery query) {
        // As start times are stored.
        Instant now = store.estimatedTime().truncatedTo(ChronoUnit.MILLIS);
        Instant until = query.until();
        HistoryQuery ended = until == null || until.isAfter(now) ? query.until(now) : query;
        return action == BulkAction.SEND_MISSED
                ? missed(ended, MissedEvents.of(ended))
                : new Count(action, ended.states(states(action, query))).plan(now);
    }

    private BulkPlan missed(HistoryQuery query, MissedEvents missed) {
        Webhook webhook =
                registry.get(missed.webhook()).orElseThrow(() -> new UnknownWebhookException(missed.webhook()));
        ChainId position = null;
        int counted = 0;
        boolean left = true;
        for (int look = 0; look < MAX_LOOKS && left && counted <= BulkSize.MAX_COUNTED; look++) {
            MissedEvents.Found found = missed.find(store, webhook, position, BulkSize.MAX_COUNTED + 1 - counted);
            counted += found.events().size();
            position = found.reached();
            left = position != null;
        }
        boolean more = left || counted > BulkSize.MAX_COUNTED;
        int shown = Math.min(counted, BulkSize.MAX_COUNTED);
        return new BulkPlan(
                BulkAction.SEND_MISSED,
                query,
                new BulkSize(shown, more),
                shown == 0 ? Map.of() : Map.of(webhook.id(), (long) shown),
                List.of(),
                missed.from());
    }

    /** Returns those of the states of a query to which an action applies. */
    private static Set<ChainState.Kind> states(BulkAction action, HistoryQuery query) {
        EnumSet<ChainState.Kind> states = EnumSet.copyOf(action.states());
        if (!query.states().isEmpty()) {
            states.retainAll(query.states());
        }
        if (states.isEmpty()) {
            throw new IllegalArgumentException("a bulk job can " + action.verb() + " chains that are "
                    + codes(action.states()) + ", but its query is for " + codes(query.states()));
        }
        return states;
    }

    private static List<String> codes(Set<ChainState.Kind> states) {
        return states.stream().map(ChainState.Kind::code).toList();
    }

    /** One count. */
    private final class Count {
        private final BulkAction action;
        private final HistoryQuery query;
        private final Map<WebhookId, Long> webhooks = new HashMap<>();
        private final List<ChainSummary> examples = new ArrayList<>();
        private int counted;

        Count(BulkAction action, HistoryQuery query) {
            this.action = action;
            this.query = query;
        }

        BulkPlan plan(Instant now) {
            Instant lookedBackTo = now;
            ChainId before = null;
            for (int look = 0; look < MAX_LOOKS; look++) {
                // One more than is counted shows whether there are more.
                int limit = BulkSize.MAX_COUNTED + 1 - counted;
                HistoryScan scan = store.find(query, before, limit, HistoryQuery.MAX_LOOKED);
                scan.chains().forEach(this::add);
                before = scan.reached();
                if (before != null) {
                    lookedBackTo = EventNumber.time(before.number());
                }
                if (scan.exhausted() || counted > BulkSize.MAX_COUNTED) {
                    return plan(counted > BulkSize.MAX_COUNTED, lookedBackTo);
                }
            }
            return plan(true, lookedBackTo);
        }

        private void add(ChainSummary chain) {
            counted++;
            if (counted <= BulkSize.MAX_COUNTED) {
                webhooks.merge(chain.webhook(), 1L, Long::sum);
            }
            if (examples.size() < BulkPlan.MAX_EXAMPLES) {
                examples.add(chain);
            }
        }

        private BulkPlan plan(boolean more, Instant lookedBackTo) {
            var byCount = new LinkedHashMap<WebhookId, Long>();
            webhooks.entrySet().stream()
                    .sorted(Map.Entry.<WebhookId, Long>comparingByValue()
                            .reversed()
                            .thenComparing(entry -> entry.getKey().value()))
                    .forEach(entry -> byCount.put(entry.getKey(), entry.getValue()));
            var size = new BulkSize(Math.min(counted, BulkSize.MAX_COUNTED), more);
            return new BulkPlan(action, query, size, byCount, examples, lookedBackTo);
        }
    }
}
