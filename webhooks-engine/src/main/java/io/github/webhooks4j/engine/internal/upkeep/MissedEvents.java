package io.github.webhooks4j.engine.internal.upkeep;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventNumber;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.spi.store.EventSummary;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.spi.store.MissedEventScan;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that a bulk job sends: those that a webhook missed in a time range, the earliest first.
 *
 * @param webhook the webhook
 * @param from the beginning of the range
 * @param until its end, exclusive
 */
record MissedEvents(WebhookId webhook, Instant from, Instant until) {
    /** What one look has found; {@code reached} is null if no event is left to look at. */
    record Found(List<EventSummary> events, @Nullable ChainId reached) {}

    /**
     * Returns what a query is for.
     *
     * @throws IllegalArgumentException if it has not exactly a webhook and a time range
     */
    static MissedEvents of(HistoryQuery query) {
        WebhookId webhook = query.webhook();
        Instant from = query.from();
        Instant until = query.until();
        if (webhook == null
                || from == null
                || until == null
                || !query.equals(HistoryQuery.all().webhook(webhook).from(from).until(until))) {
            throw new IllegalArgumentException(
                    "a bulk job that sends missed events must have a query with a webhook, from and perhaps until, and "
                            + "nothing else, was " + query);
        }
        return new MissedEvents(webhook, from, until);
    }

    /**
     * Looks for events, at no more than {@link HistoryQuery#MAX_LOOKED}.
     *
     * @param present the webhook as it is
     * @param position where the last look ended; null for the first one
     * @param limit the most events to return
     */
    Found find(HistoryStore store, Webhook present, @Nullable ChainId position, int limit) {
        long reached = position == null ? EventNumber.first(from) - 1 : position.number();
        MissedEventScan scan = MissedEventScan.of(store, present, reached, EventNumber.first(until), limit);
        EventSummary last = scan.last();
        return new Found(
                scan.missed(), scan.exhausted() || last == null ? null : ChainId.of(webhook.number(), last.number()));
    }
}
