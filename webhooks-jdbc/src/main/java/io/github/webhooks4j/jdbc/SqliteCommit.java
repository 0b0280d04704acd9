package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.Batch.AttemptKey;
import io.github.webhooks4j.jdbc.Batch.Entry;
import io.github.webhooks4j.jdbc.Batch.KnownEvent;
import io.github.webhooks4j.jdbc.Batch.NewEvent;
import io.github.webhooks4j.jdbc.Batch.Standing;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.Ledger;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.StoreRules;
import io.github.webhooks4j.store.WebhookHealth;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The hot path on SQLite: loads what a batch of changes is about, and writes what came of it. Without state. */
final class SqliteCommit {
    static final String EVENTS = """
            SELECT e.id, e.topic, e.type, e.digest, e.chains
              FROM json_each(?, '$.keys') AS k CROSS JOIN wh_event AS e ON e.id = k.value""";

    static final String WEBHOOKS = """
            SELECT w.id, w.status, w.failing_since, w.failed_attempts
              FROM json_each(?, '$.keys') AS k CROSS JOIN wh_webhook AS w ON w.id = k.value""";

    private static final String INSERT_EVENT = """
            INSERT INTO wh_event (id, topic, tag, type, occurred_at, accepted_at, chains, digest, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String INSERT_CHAIN = """
            INSERT INTO wh_chain (
                event_seq, id, webhook_id, revision, steps, expect_final, callback_deadline_millis, started_at,
                state, step, cause, deadline_at, resumes, finished_at)
            VALUES ((SELECT seq FROM wh_event WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String UPDATE_CHAIN = """
            UPDATE wh_chain SET state = ?, step = ?, cause = ?, deadline_at = ?, resumes = ?, finished_at = ?
             WHERE id = ?""";

    private static final String PUT_DUE = """
            INSERT OR REPLACE INTO wh_due (chain_id, webhook_id, step, due_at, attempt, fence, claimed)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";

    private static final String DELETE_DUE = "DELETE FROM wh_due WHERE chain_id = ?";

    private static final String INSERT_ATTEMPT =
            "INSERT INTO wh_attempt (" + Rows.ATTEMPT + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String INSERT_CALLBACK =
            "INSERT INTO wh_callback (" + Rows.CALLBACK + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String UPDATE_WEBHOOK =
            "UPDATE wh_webhook SET status = ?, failing_since = ?, failed_attempts = ? WHERE id = ?";

    private static final String UPDATE_LEDGER = """
            UPDATE wh_ledger
               SET accepted = accepted + ?, complete = complete + ?, waiting = waiting + ?, pending = pending + ?,
                   interrupted = interrupted + ?, cancelled = cancelled + ?""";

    private SqliteCommit() {}

    static List<Outcome> run(Session session, List<Change> changes, Instant now) throws SQLException {
        var batch = new Batch(load(session, changes), now);
        List<Outcome> outcomes = changes.stream().map(batch::apply).toList();
        write(session, batch, now);
        return outcomes;
    }

    private static Batch.Loaded load(Session session, List<Change> changes) throws SQLException {
        var chains = new HashSet<ChainId>();
        var events = new HashSet<EventId>();
        var webhooks = new HashSet<WebhookId>();
        var attempts = new ArrayList<Change.RecordAttempt>();
        for (Change change : changes) {
            if (change instanceof Change.Publish publish) {
                for (Acceptance acceptance : publish.acceptances()) {
                    events.add(acceptance.event().id());
                    acceptance.chains().forEach(chain -> webhooks.add(chain.webhook()));
                }
            } else if (change instanceof Change.Rerun rerun) {
                chains.add(rerun.original());
                webhooks.add(rerun.chain().webhook());
            } else if (change instanceof Change.RecordAttempt attempt) {
                attempts.add(attempt);
                chains.add(attempt.key().delivery().chain());
            } else if (change instanceof Change.Apply apply) {
                chains.add(apply.chain());
            } else if (change instanceof Change.Release release) {
                chains.add(release.key().delivery().chain());
            }
        }
        var loaded = SqliteChains.load(session, chains);
        loaded.values().forEach(chain -> webhooks.add(chain.webhook()));
        return new Batch.Loaded(
                loaded,
                attempts(session, attempts, loaded),
                events(session, events),
                attempts.isEmpty() ? Map.of() : webhooks(session, webhooks));
    }

    /** Returns what was recorded of chains for which an attempt may come again; in the normal run there are none. */
    private static Set<AttemptKey> attempts(
            Session session, List<Change.RecordAttempt> attempts, Map<ChainId, ChainRecord> chains)
            throws SQLException {
        var doubtful = new HashSet<ChainId>();
        for (Change.RecordAttempt attempt : attempts) {
            ChainRecord chain = chains.get(attempt.key().delivery().chain());
            if (chain != null && !StoreRules.isCurrent(chain, attempt.key())) {
                doubtful.add(chain.chain().id());
            }
        }
        return doubtful.isEmpty()
                ? Set.of()
                : SqliteChains.attempts(session, doubtful).stream()
                        .map(AttemptKey::of)
                        .collect(Collectors.toSet());
    }

    private static Map<EventId, KnownEvent> events(Session session, Set<EventId> ids) throws SQLException {
        var events = new HashMap<EventId, KnownEvent>();
        if (!ids.isEmpty()) {
            session.list(EVENTS, row -> events.put(new EventId(row.getString(1)), event(row)), SqliteChains.keys(ids));
        }
        return events;
    }

    private static KnownEvent event(ResultSet row) throws SQLException {
        String chains = row.getString(5);
        return new KnownEvent(
                row.getString(2),
                row.getString(3),
                ByteBuffer.wrap(row.getBytes(4)),
                chains.isEmpty()
                        ? List.of()
                        : Arrays.stream(chains.split(" ")).map(ChainId::new).toList());
    }

    private static Map<WebhookId, Standing> webhooks(Session session, Set<WebhookId> ids) throws SQLException {
        var webhooks = new HashMap<WebhookId, Standing>();
        session.list(
                WEBHOOKS,
                row -> webhooks.put(
                        new WebhookId(row.getString(1)),
                        new Standing(
                                WebhookStatus.ofWord(row.getString(2)),
                                new WebhookHealth(Rows.timeOrNull(row, 3), row.getInt(4)))),
                SqliteChains.keys(ids));
        return webhooks;
    }

    private static void write(Session session, Batch batch, Instant now) throws SQLException {
        session.batch(INSERT_EVENT, rows(batch.newEvents(), event -> eventRow(event, now)));
        List<Entry> changed = batch.changedChains();
        writeChains(session, changed);
        writeDues(session, changed);
        session.batch(INSERT_ATTEMPT, rows(batch.attempts(), Rows::attemptRow));
        session.batch(
                INSERT_CALLBACK,
                rows(batch.callbacks(), callback -> Rows.callbackRow(callback.chain(), callback.callback())));
        session.batch(UPDATE_WEBHOOK, rows(batch.changedWebhooks().entrySet(), webhook -> {
            Standing standing = webhook.getValue();
            return new @Nullable Object[] {
                standing.status().word(),
                Rows.millis(standing.health().failingSince()),
                standing.health().failedAttempts(),
                webhook.getKey().value()
            };
        }));
        Ledger growth = Batch.growth(changed);
        session.update(
                UPDATE_LEDGER,
                growth.accepted(),
                growth.complete(),
                growth.waiting(),
                growth.pending(),
                growth.interrupted(),
                growth.cancelled());
    }

    private static void writeChains(Session session, List<Entry> changed) throws SQLException {
        var inserts = new ArrayList<@Nullable Object[]>();
        var updates = new ArrayList<@Nullable Object[]>();
        for (Entry entry : changed) {
            ChainRecord before = entry.before();
            ChainRecord after = entry.after();
            if (before == null) {
                inserts.add(
                        Rows.joined(new Object[] {after.event().value()}, Rows.chainRow(after), Rows.stateRow(after)));
            } else if (!after.chain().equals(before.chain())) {
                updates.add(Rows.joined(
                        Rows.stateRow(after), new Object[] {after.chain().id().value()}));
            }
        }
        session.batch(INSERT_CHAIN, inserts);
        session.batch(UPDATE_CHAIN, updates);
    }

    private static void writeDues(Session session, List<Entry> changed) throws SQLException {
        var puts = new ArrayList<@Nullable Object[]>();
        var deletes = new ArrayList<@Nullable Object[]>();
        for (Entry entry : changed) {
            ChainRecord before = entry.before();
            Due due = entry.after().due();
            if (due != null) {
                puts.add(Rows.dueRow(entry.after(), due));
            } else if (before != null && before.due() != null) {
                deletes.add(new Object[] {entry.after().chain().id().value()});
            }
        }
        session.batch(PUT_DUE, puts);
        session.batch(DELETE_DUE, deletes);
    }

    private static @Nullable Object[] eventRow(NewEvent accepted, Instant now) {
        Event event = accepted.event();
        return new @Nullable Object[] {
            event.id().value(),
            event.topic().name(),
            event.tag(),
            event.type(),
            Rows.millis(event.occurredAt()),
            Rows.millis(now),
            accepted.known().chains().stream().map(ChainId::value).collect(Collectors.joining(" ")),
            accepted.known().digest().array(),
            event.body().toJson()
        };
    }

    /** Makes a row of parameters of one thing. */
    private interface RowOf<T> {
        @Nullable Object[] of(T thing);
    }

    private static <T> List<@Nullable Object[]> rows(Collection<T> things, RowOf<T> row) {
        var rows = new ArrayList<@Nullable Object[]>(things.size());
        for (T thing : things) {
            rows.add(row.of(thing));
        }
        return rows;
    }
}
