package io.github.webhooks4j.spi.store;

import io.github.webhooks4j.event.EventFilter;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.webhook.Webhook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one look for the events that a webhook missed has found. Immutable.
 *
 * @param missed the events, the earliest first
 * @param last the last event that was looked at, missed or not; null if there was none
 * @param looked how many events were looked at
 * @param exhausted whether no event is left to look at
 */
public record MissedEventScan(
        List<EventSummary> missed, @Nullable EventSummary last, int looked, boolean exhausted) {
    private static final int AT_ONCE = 1_000;

    public MissedEventScan {
        missed = List.copyOf(missed);
    }

    /**
     * Looks for events in the order of their numbers, at no more than {@link HistoryQuery#MAX_LOOKED}.
     *
     * @param webhook the webhook as it is
     * @param after only events with greater numbers
     * @param until only events with lesser numbers
     * @param limit the most events to find
     */
    public static MissedEventScan of(HistoryStore store, Webhook webhook, long after, long until, int limit) {
        EventFilter filter = webhook.settings().filter();
        var missed = new ArrayList<EventSummary>();
        EventSummary last = null;
        int looked = 0;
        while (looked < HistoryQuery.MAX_LOOKED) {
            List<EventSummary> events =
                    store.eventsOf(webhook.id(), last == null ? after : last.number(), until, AT_ONCE);
            for (EventSummary event : events) {
                last = event;
                looked++;
                if (event.isMissed(filter)) {
                    missed.add(event);
                    if (missed.size() == limit) {
                        return new MissedEventScan(missed, last, looked, false);
                    }
                }
            }
            if (events.size() < AT_ONCE) {
                return new MissedEventScan(missed, last, looked, true);
            }
        }
        return new MissedEventScan(missed, last, looked, false);
    }
}
