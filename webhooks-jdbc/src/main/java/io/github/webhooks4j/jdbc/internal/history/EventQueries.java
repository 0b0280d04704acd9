package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventBody;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.OrderingKey;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.StoredEvent;
import io.github.webhooks4j.jdbc.internal.row.EventChains;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.EventDetails;
import io.github.webhooks4j.spi.store.EventSummary;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events with the chains that were started for them. Without state. */
public final class EventQueries {
    private EventQueries() {}

    /** Returns what there is of an event. */
    public static Optional<EventDetails> find(JdbcSession session, EventId id) throws SQLException {
        List<EventDetails> found = session.list(SqlStatement.FIND_EVENT, EventQueries::event, id.value());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        EventDetails event = found.get(0);
        List<ChainId> later = new ArrayList<>(session.list(
                SqlStatement.RERUNS_OF_EVENT,
                RowMappers::chainId,
                event.number(),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                HistoryStore.MAX_LATER_CHAINS));
        Collections.reverse(later);
        return Optional.of(new EventDetails(event.number(), event.event(), event.acceptedAt(), event.chains(), later));
    }

    /** Returns events between two numbers, and whether each has a chain of a webhook. */
    public static List<EventSummary> of(JdbcSession session, WebhookId webhook, long after, long until, int limit)
            throws SQLException {
        long number = RowMappers.number(webhook);
        return session.list(SqlStatement.EVENTS_OF_WEBHOOK, EventQueries::summary, number, number, after, until, limit);
    }

    private static EventSummary summary(ResultSet row) throws SQLException {
        var event = new StoredEvent(
                new EventId(row.getString(2)), new Topic(row.getString(3)), row.getString(5), RowMappers.test(row, 6));
        return new EventSummary(
                row.getLong(1), event, RowMappers.text(row, 4), RowMappers.time(row, 7), row.getInt(8) == 1);
    }

    private static EventDetails event(ResultSet row) throws SQLException {
        long number = row.getLong(1);
        @Nullable String orderingKey = row.getString(12);
        var event = new Event(
                new EventId(row.getString(4)),
                new Topic(row.getString(5)),
                RowMappers.text(row, 6),
                row.getString(7),
                RowMappers.time(row, 8),
                RowMappers.attributes(row, 9),
                EventBody.ofStored(row.getBytes(11)),
                RowMappers.test(row, 10),
                orderingKey == null ? null : new OrderingKey(orderingKey));
        return new EventDetails(
                number, event, RowMappers.time(row, 2), EventChains.read(number, row.getString(3)), List.of());
    }
}
