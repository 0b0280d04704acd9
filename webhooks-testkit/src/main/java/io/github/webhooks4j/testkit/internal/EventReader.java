package io.github.webhooks4j.testkit.internal;

import static java.util.Comparator.comparing;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.spi.store.EventDetails;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.testkit.internal.Tables.ChainRow;
import io.github.webhooks4j.testkit.internal.Tables.EventRow;
import java.util.List;
import java.util.Optional;

/** Reads events with the chains that were started for them. Used with the tables' lock held. */
public final class EventReader {
    private final Tables tables;

    public EventReader(Tables tables) {
        this.tables = tables;
    }

    /** Returns what there is of an event. */
    public Optional<EventDetails> find(EventId id) {
        return Optional.ofNullable(tables.events.get(id))
                .map(row -> new EventDetails(
                        row.number(), row.event(), row.acceptedAt(), row.known().chains(), later(row)));
    }

    private List<ChainId> later(EventRow event) {
        List<ChainId> later = tables.chains.all().stream()
                .filter(chain -> chain.chain().event().equals(event.event().id()))
                .map(ChainRow::id)
                .filter(chain -> chain.number() != event.number())
                .sorted(comparing(ChainId::number))
                .toList();
        return later.subList(Math.max(0, later.size() - HistoryStore.MAX_LATER_CHAINS), later.size());
    }
}
