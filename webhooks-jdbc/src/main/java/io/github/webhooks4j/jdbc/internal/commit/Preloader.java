package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.internal.history.ChainQueries;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.HeldChains;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.ChainLoader;
import io.github.webhooks4j.jdbc.internal.row.EventChains;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.FailureStreak;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.AttemptKey;
import io.github.webhooks4j.spi.store.work.KnownEvent;
import io.github.webhooks4j.spi.store.work.Needs;
import io.github.webhooks4j.spi.store.work.Needs.AfterChains;
import io.github.webhooks4j.spi.store.work.SliceKey;
import io.github.webhooks4j.spi.store.work.Snapshot;
import io.github.webhooks4j.spi.store.work.UnitOfWork;
import io.github.webhooks4j.spi.store.work.WebhookState;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads what changes are about, and locks what they may change: chains in the order of their ids, then their dues, then
 * ordering keys with their lanes, then webhooks, so that of two transactions one waits and none is in the other's way.
 * In two flushes: what is asked for in the second depends on the chains; ordering keys take one or two between. What is
 * needed is decided by {@link UnitOfWork}. Chains that are remembered as held, and new events, are only read if that is
 * asked for. Confined to one transaction.
 */
final class Preloader {
    private final JdbcSession session;
    private final Needs needs;
    private final boolean checked;
    private final Map<SliceKey, Long> sliceRows = new HashMap<>();
    private final Set<String> setAside = new HashSet<>();
    private final Map<EventId, KnownEvent> events = new HashMap<>();
    private final Set<Long> numbers = new HashSet<>();
    private final Set<Long> changes = new HashSet<>();
    private final Map<ChainId, StoredChain> chains = new HashMap<>();
    private final Collection<ChainId> asked = new ArrayList<>();
    private final Map<WebhookId, WebhookState> webhooks = new HashMap<>();
    private final ChainLoader reading = new ChainLoader();

    private Preloader(JdbcSession session, Needs needs, boolean checked) {
        this.session = session;
        this.needs = needs;
        this.checked = checked;
    }

    /**
     * Asks for what changes name; the pipeline must be flushed before {@link #snapshot}.
     *
     * @param checked whether to read everything, also what is remembered and what should be new
     */
    static Preloader ask(
            JdbcSession session,
            HeldChains held,
            StatementPipeline pipeline,
            Collection<Mutation> mutations,
            boolean checked)
            throws SQLException {
        var loading = new Preloader(session, UnitOfWork.needs(mutations), checked);
        loading.ask(pipeline, held);
        return loading;
    }

    /** Returns the chains that were read, as they were. */
    Collection<StoredChain> found() {
        return asked.isEmpty()
                ? List.of()
                : asked.stream().filter(chains::containsKey).map(chains::get).toList();
    }

    /** Returns the chains that were looked for and are not there. */
    Collection<ChainId> missing() {
        return asked.isEmpty()
                ? List.of()
                : asked.stream().filter(id -> !chains.containsKey(id)).toList();
    }

    /** Returns the number of the event of chains that were read; null of another one. */
    @Nullable Long eventNumber(EventId event) {
        return asked.isEmpty() ? null : reading.eventNumber(event);
    }

    /** Returns the row of each slice that was found. */
    Map<SliceKey, Long> sliceRows() {
        return sliceRows;
    }

    /** Returns those of the events that are there. */
    static List<PublishResult> accepted(JdbcSession session, Collection<EventId> ids) throws SQLException {
        return session.list(
                SqlStatement.ACCEPTED_EVENTS,
                row -> new PublishResult(
                        new EventId(row.getString(1)), EventChains.read(row.getLong(2), row.getString(3)), true),
                ids);
    }

    private void ask(StatementPipeline pipeline, HeldChains held) throws SQLException {
        if (checked && !needs.events().isEmpty()) {
            pipeline.list(
                    SqlStatement.FIND_EVENTS,
                    row -> events.put(new EventId(row.getString(1)), event(row)),
                    texts(needs.events()));
            pipeline.list(SqlStatement.FIND_EVENT_NUMBERS, row -> numbers.add(row.getLong(1)), needs.numbers());
        }
        if (!needs.slices().isEmpty()) {
            FanOut.lock(pipeline, needs.slices(), sliceRows);
        }
        if (!needs.setAside().isEmpty()) {
            SetAsideTable.lock(pipeline, needs.setAside(), setAside);
        }
        if (!needs.changes().isEmpty()) {
            pipeline.list(SqlStatement.KNOWN_WEBHOOK_VERSIONS, row -> changes.add(row.getLong(1)), needs.changes());
        }
        if (checked) {
            asked.addAll(needs.chains());
        } else {
            held.find(needs.chains(), chains, asked);
        }
        reading.lock(pipeline, asked);
    }

    /** Returns what the changes need, once the pipeline was flushed. */
    Snapshot snapshot() throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        if (reading.askInOrder(pipeline)) {
            pipeline.flush();
        }
        chains.putAll(reading.records());
        AfterChains after = needs.afterChains(chains, sliceRows.keySet());
        var order = new OrderLoader(after.turns());
        if (order.lock(pipeline)) {
            reading.lockInOrder(pipeline);
            pipeline.flush();
            chains.putAll(reading.records());
            after = needs.afterChains(chains, sliceRows.keySet());
            order.askChains(pipeline);
        }
        boolean later = reading.askCallbacks(pipeline);
        Supplier<List<StoredAttempt>> made = attempts(pipeline, after.attempts());
        boolean locked = after.changesWebhooks(List.of());
        askWebhooks(
                pipeline,
                locked ? SqlStatement.LOCK_WEBHOOK_STATES : SqlStatement.FIND_WEBHOOK_STATES,
                after.webhooks());
        pipeline.flush();
        if (!locked && after.changesWebhooks(webhooks.values())) {
            askWebhooks(pipeline, SqlStatement.LOCK_WEBHOOK_STATES, after.webhooks());
            pipeline.flush();
        }
        if (later) {
            // Once more, now with the callbacks.
            chains.putAll(reading.records());
        }
        return new Snapshot(
                chains,
                recorded(made.get()),
                events,
                numbers,
                webhooks,
                sliceRows.keySet(),
                setAside,
                changes,
                order.state());
    }

    /** Asks for the attempts of those chains of which one may be recorded again; in the normal run there are none. */
    private static Supplier<List<StoredAttempt>> attempts(StatementPipeline pipeline, Set<AttemptKey> repeated)
            throws SQLException {
        if (repeated.isEmpty()) {
            return List::of;
        }
        var ids = new LinkedHashSet<ChainId>();
        for (AttemptKey attempt : repeated) {
            ids.add(attempt.claim().delivery().chain());
        }
        return ChainQueries.attempts(pipeline, ids);
    }

    private Set<AttemptKey> recorded(List<StoredAttempt> made) {
        var keys = new HashSet<AttemptKey>();
        for (StoredAttempt attempt : made) {
            keys.add(AttemptKey.of(attempt));
        }
        for (StoredAttempt attempt : reading.firstAttempts()) {
            keys.add(AttemptKey.of(attempt));
        }
        return keys;
    }

    private void askWebhooks(StatementPipeline pipeline, SqlStatement statement, Set<WebhookId> ids)
            throws SQLException {
        if (!ids.isEmpty()) {
            pipeline.list(statement, row -> webhooks.put(new WebhookId(row.getString(1)), webhook(row)), texts(ids));
        }
    }

    private static WebhookState webhook(ResultSet row) throws SQLException {
        WebhookStatus status = RowMappers.status(row, 2);
        return new WebhookState(
                status,
                new FailureStreak(RowMappers.timeOrNull(row, 3), row.getInt(4)),
                status == WebhookStatus.DELETED ? RowMappers.time(row, 5) : null);
    }

    private static KnownEvent event(ResultSet row) throws SQLException {
        return new KnownEvent(
                row.getString(2),
                row.getString(3),
                ByteBuffer.wrap(row.getBytes(4)),
                EventChains.read(row.getLong(5), row.getString(6)));
    }

    private static List<String> texts(Collection<?> ids) {
        var texts = new ArrayList<String>(ids.size());
        for (Object id : ids) {
            texts.add(id.toString());
        }
        return texts;
    }
}
