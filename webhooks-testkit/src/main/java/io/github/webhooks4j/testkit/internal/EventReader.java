package io.github.webhooks4j.testkit.internal;

import static java.util.Comparator.comparingLong;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.spi.store.EventDetails;
import io.github.webhooks4j.spi.store.EventSummary;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.EventRow;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads events with the chains that were started for them. Used with the tables' lock held. */
public final class EventReader {
    private final Tables tables;

    public EventReader(Tables tables) {
        this.tables = tables;
    }

    /** Returns what there is of an event. */
    public Optional<EventDetails> find(EventId id) {
        return Optional.ofNullable(tables.events.get(id)).map(row -> {
            List<ChainId> later = later(row);
            return new EventDetails(
                    row.number(),
                    row.event(),
                    row.acceptedAt(),
                    row.known().chains(),
                    later.subList(Math.max(0, later.size() - HistoryStore.MAX_LATER_CHAINS), later.size()));
        });
    }

    /** Returns events between two numbers, and whether each has a chain of a webhook. */
    public List<EventSummary> of(WebhookId webhook, long after, long until, int limit) {
        return tables.events.all().stream()
                .filter(row -> row.number() > after && row.number() < until)
                .sorted(comparingLong(EventRow::number))
                .limit(limit)
                .map(row -> summary(row, webhook))
                .toList();
    }

    private EventSummary summary(EventRow row, WebhookId webhook) {
        Event event = row.event();
        Optional<ChainId> chain = chainOf(row, webhook);
        return new EventSummary(
                row.number(),
                new StoredEvent(event.id(), event.topic(), event.type(), event.test()),
                event.tag(),
                row.acceptedAt(),
                chain.isPresent());
    }

    /** Returns the first chain that an event has for a webhook. */
    Optional<ChainId> chainOf(EventRow event, WebhookId id) {
        long webhook = id.number();
        return Stream.concat(event.known().chains().stream(), later(event).stream())
                .filter(chain -> chain.webhookNumber() == webhook)
                .findFirst();
    }

    private List<ChainId> later(EventRow event) {
        return tables.chains.all().stream()
                .filter(chain -> chain.chain().event().equals(event.event().id()))
                .map(ChainRow::id)
                .filter(chain -> chain.number() != event.number())
                .sorted(comparingLong(ChainId::number))
                .toList();
    }
}
