package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.internal.history.BulkJobTable;
import io.github.webhooks4j.jdbc.internal.history.ChainQueries;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.HeldChains;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.ChainLoader;
import io.github.webhooks4j.jdbc.internal.row.EventChains;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
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
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
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
 * Loads what changes are about, and locks what they may change: bulk jobs, then chains in the order of their ids, then their dues, then
 * ordering keys with their lanes, then webhooks, so that of two transactions one waits and none is in the other's way. In two flushes:
 * what is asked for in the second depends on the chains; in one if no chain has to be read; ordering keys take one or two between. What
 * is needed is decided by {@link UnitOfWork}. Chains that are remembered as held, and new events, are only read if that is asked for;
 * chains that are not read are locked if ordering keys or webhooks are. Confined to one transaction.
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
    private final Map<BulkJobId, BulkJob> jobs = new HashMap<>();
    private final Map<ChainId, StoredChain> chains = new HashMap<>();
    private final Collection<ChainId> asked = new ArrayList<>();
    /** Those that are read though they are remembered. */
    private final Map<ChainId, StoredChain> remembered = new HashMap<>();

    private final Map<WebhookId, WebhookState> webhooks = new HashMap<>();
    private final ChainLoader reading = new ChainLoader();
    /** The chains that are not read, since the process remembers them. */
    private Collection<ChainId> unread = List.of();

    private final SentEvents sent;
    private @Nullable Rest rest;
    private OrderLoader order = new OrderLoader(Needs.Turns.NONE);

    private Preloader(JdbcSession session, Needs needs, boolean checked) {
        this.session = session;
        this.needs = needs;
        this.checked = checked;
        this.sent = new SentEvents(needs.sent());
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

    /** Returns the chains that were remembered when they were looked for, as they were remembered, and that are not there. */
    Collection<StoredChain> missing() {
        return remembered.isEmpty()
                ? List.of()
                : remembered.values().stream()
                        .filter(chain -> !chains.containsKey(chain.chain().id()))
                        .toList();
    }

    /**
     * Returns whether each chain that was not read is written, and so is compared with what is remembered. What leaves a chain as it is
     * may do so only since it is remembered wrongly.
     */
    boolean areWritten(Collection<ChainWrite> writes) {
        if (unread.isEmpty()) {
            return true;
        }
        Set<ChainId> read = asked.isEmpty() ? Set.of() : new HashSet<>(asked);
        int written = 0;
        for (ChainWrite write : writes) {
            if (write.before() != null && !read.contains(write.after().chain().id())) {
                written++;
            }
        }
        return written == unread.size();
    }

    /** Returns the number of the event of chains that were read, or of an event that is sent; null of another one. */
    @Nullable Long eventNumber(EventId event) {
        Long sentNumber = sent.number(event);
        return sentNumber != null || asked.isEmpty() ? sentNumber : reading.eventNumber(event);
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
        BulkJobTable.lock(pipeline, needs, jobs);
        if (!needs.changes().isEmpty()) {
            pipeline.list(SqlStatement.KNOWN_WEBHOOK_VERSIONS, row -> changes.add(row.getLong(1)), needs.changes());
        }
        if (checked) {
            held.find(needs.chains(), remembered, asked);
            asked.addAll(remembered.keySet());
        } else {
            held.find(needs.chains(), chains, asked);
            unread = List.copyOf(chains.keySet());
        }
        reading.lock(pipeline, asked);
        sent.lock(pipeline);
        if (asked.isEmpty() && needs.slices().isEmpty()) {
            AfterChains after = needs.afterChains(chains, Set.of());
            if (after.turns().equals(Needs.Turns.NONE)) {
                // Nothing that comes back decides what else is needed.
                rest = Rest.ask(this, pipeline, after);
            }
        }
    }

    /** Returns what the changes need, once the pipeline was flushed. */
    Snapshot snapshot() throws SQLException {
        Rest further = rest;
        if (further == null) {
            StatementPipeline pipeline = session.pipeline();
            if (reading.askInOrder(pipeline)) {
                pipeline.flush();
            }
            chains.putAll(reading.records());
            AfterChains after = needs.afterChains(chains, sliceRows.keySet());
            order = new OrderLoader(after.turns());
            if (order.isNeeded()) {
                lockUnread(pipeline);
            }
            if (order.lock(pipeline)) {
                reading.lockInOrder(pipeline);
                pipeline.flush();
                chains.putAll(reading.records());
                after = needs.afterChains(chains, sliceRows.keySet());
                order.askChains(pipeline);
            }
            boolean later = reading.askCallbacks(pipeline);
            further = Rest.ask(this, pipeline, after);
            pipeline.flush();
            if (later) {
                // Once more, now with the callbacks.
                chains.putAll(reading.records());
            }
        }
        if (!further.locked() && further.after().changesWebhooks(webhooks.values())) {
            StatementPipeline pipeline = session.pipeline();
            lockWebhooks(pipeline, further.after());
            pipeline.flush();
        }
        return new Snapshot(
                chains,
                recorded(further.made().get()),
                events,
                numbers,
                webhooks,
                sliceRows.keySet(),
                setAside,
                changes,
                sent.found(),
                jobs,
                order.state());
    }

    /** What was asked for once the chains were known; it is there after a flush. */
    private record Rest(AfterChains after, boolean locked, Supplier<List<StoredAttempt>> made) {
        static Rest ask(Preloader loading, StatementPipeline pipeline, AfterChains after) throws SQLException {
            Supplier<List<StoredAttempt>> made = attempts(pipeline, after.attempts());
            boolean locked = after.changesWebhooks(List.of());
            if (locked) {
                loading.lockWebhooks(pipeline, after);
            } else {
                loading.askWebhooks(pipeline, SqlStatement.FIND_WEBHOOK_STATES, after.webhooks());
            }
            return new Rest(after, locked, made);
        }
    }

    /** Locks webhooks, and ahead of them the chains that were not read. */
    private void lockWebhooks(StatementPipeline pipeline, AfterChains after) throws SQLException {
        lockUnread(pipeline);
        askWebhooks(pipeline, SqlStatement.LOCK_WEBHOOK_STATES, after.webhooks());
    }

    private void lockUnread(StatementPipeline pipeline) throws SQLException {
        if (!unread.isEmpty()) {
            pipeline.lockChains(ChainKeys.of(unread));
        }
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
