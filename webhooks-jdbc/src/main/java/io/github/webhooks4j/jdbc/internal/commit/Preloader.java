package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.internal.history.ChainQueries;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.ChainCache;
import io.github.webhooks4j.jdbc.internal.row.ChainLoader;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Loads what changes are about, and locks what they may change: chains in the order of their ids, then their dues, then
 * webhooks, so that of two transactions one waits and none is in the other's way. In two flushes: what is asked for in the second
 * depends on the chains. What is needed is decided by {@link UnitOfWork}. Confined to one transaction.
 */
final class Preloader {
    private final JdbcSession session;
    private final ChainCache recentChains;
    private final Needs needs;
    private final Map<SliceKey, Long> sliceRows = new HashMap<>();
    private final Set<String> setAside = new HashSet<>();
    private final Map<EventId, KnownEvent> events = new HashMap<>();
    private final Set<Long> changes = new HashSet<>();
    private final Map<ChainId, StoredChain> chains = new HashMap<>();
    private final Map<WebhookId, WebhookState> webhooks = new HashMap<>();
    private final ChainLoader reading = new ChainLoader();

    private Preloader(JdbcSession session, ChainCache recentChains, Needs needs) {
        this.session = session;
        this.recentChains = recentChains;
        this.needs = needs;
    }

    /** Asks for what changes name; the pipeline must be flushed before {@link #snapshot}. */
    static Preloader ask(
            JdbcSession session, ChainCache recentChains, StatementPipeline pipeline, Collection<Mutation> mutations)
            throws SQLException {
        var loading = new Preloader(session, recentChains, UnitOfWork.needs(mutations));
        loading.ask(pipeline);
        return loading;
    }

    /** Returns the row of each slice that was found. */
    Map<SliceKey, Long> sliceRows() {
        return sliceRows;
    }

    /** Returns those of the events that are there. */
    static List<PublishResult> accepted(JdbcSession session, Collection<EventId> ids) throws SQLException {
        return session.list(
                SqlStatement.ACCEPTED_EVENTS,
                row -> new PublishResult(new EventId(row.getString(1)), chains(row.getString(2)), true),
                ids);
    }

    private void ask(StatementPipeline pipeline) throws SQLException {
        if (!needs.events().isEmpty()) {
            pipeline.list(
                    SqlStatement.FIND_EVENTS,
                    row -> events.put(new EventId(row.getString(1)), event(row)),
                    needs.events());
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
        chains.putAll(recentChains.among(needs.chains()));
        var unknown = new HashSet<>(needs.chains());
        unknown.removeAll(chains.keySet());
        reading.lock(pipeline, unknown);
    }

    /** Returns what the changes need, once the pipeline was flushed. */
    Snapshot snapshot() throws SQLException {
        chains.putAll(reading.records());
        AfterChains after = needs.afterChains(chains, sliceRows.keySet());
        StatementPipeline pipeline = session.pipeline();
        reading.askCallbacks(pipeline);
        // In the normal run there are none.
        Supplier<List<StoredAttempt>> made = after.attempts().isEmpty()
                ? List::of
                : ChainQueries.attempts(
                        pipeline,
                        after.attempts().stream()
                                .map(attempt -> attempt.claim().delivery().chain())
                                .collect(Collectors.toSet()));
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
        // Once more, now with the callbacks.
        chains.putAll(reading.records());
        return new Snapshot(
                chains,
                made.get().stream().map(AttemptKey::of).collect(Collectors.toSet()),
                events,
                webhooks,
                sliceRows.keySet(),
                setAside,
                changes);
    }

    private void askWebhooks(StatementPipeline pipeline, SqlStatement statement, Set<WebhookId> ids)
            throws SQLException {
        if (!ids.isEmpty()) {
            pipeline.list(statement, row -> webhooks.put(new WebhookId(row.getString(1)), webhook(row)), ids);
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
                row.getString(2), row.getString(3), ByteBuffer.wrap(row.getBytes(4)), chains(row.getString(5)));
    }

    private static List<ChainId> chains(String written) {
        return written.isEmpty()
                ? List.of()
                : Arrays.stream(written.split(" ")).map(ChainId::new).toList();
    }
}
