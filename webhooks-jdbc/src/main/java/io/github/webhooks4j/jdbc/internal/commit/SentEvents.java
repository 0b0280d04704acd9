package io.github.webhooks4j.jdbc.internal.commit;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.work.SentEvent;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events that are to be sent to webhooks: locks them, so that none is sent twice and none is pruned in the meantime, and finds the
 * chains that they have for these webhooks. Confined to one transaction.
 */
final class SentEvents {
    private final Set<SentEvent> asked;
    private final Map<EventId, Long> numbers = new HashMap<>();
    private final Map<SentEvent, Optional<ChainId>> found = new HashMap<>();

    SentEvents(Set<SentEvent> asked) {
        this.asked = asked;
    }

    void lock(StatementPipeline pipeline) throws SQLException {
        if (asked.isEmpty()) {
            return;
        }
        var events = new LinkedHashSet<String>();
        var webhooks = new HashMap<Long, WebhookId>();
        List<String> eventOf = new ArrayList<>();
        List<Long> webhookOf = new ArrayList<>();
        for (SentEvent sent : asked) {
            long webhook = sent.webhook().number();
            events.add(sent.event().value());
            webhooks.put(webhook, sent.webhook());
            eventOf.add(sent.event().value());
            webhookOf.add(webhook);
        }
        pipeline.list(SqlStatement.LOCK_SENT_EVENTS, row -> row.getLong(1), events);
        // A statement of its own: it has to see what was committed while the first one waited.
        pipeline.list(SqlStatement.FIND_SENT_CHAINS, row -> add(row, webhooks), eventOf, webhookOf);
    }

    private boolean add(ResultSet row, Map<Long, WebhookId> webhooks) throws SQLException {
        var event = new EventId(row.getString(1));
        long webhook = row.getLong(2);
        numbers.put(event, row.getLong(3));
        long chain = row.getLong(4);
        Optional<ChainId> present = row.wasNull() ? Optional.empty() : Optional.of(ChainId.of(webhook, chain));
        found.put(new SentEvent(event, requireNonNull(webhooks.get(webhook), "webhook")), present);
        return true;
    }

    /** Returns the events that are there, with the first chain that each has for the webhook. */
    Map<SentEvent, Optional<ChainId>> found() {
        return found;
    }

    /** Returns the number of an event; null if it is none of them, or is not there. */
    @Nullable Long number(EventId event) {
        return numbers.get(event);
    }
}
