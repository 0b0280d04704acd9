package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.jdbc.internal.commit.Batch.AttemptKey;
import io.github.webhooks4j.jdbc.internal.commit.Batch.KnownEvent;
import io.github.webhooks4j.jdbc.internal.commit.Batch.Standing;
import io.github.webhooks4j.jdbc.internal.history.ChainQueries;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.ChainCache;
import io.github.webhooks4j.jdbc.internal.row.ChainLoader;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.store.Acceptance;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.Publication;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Loads what changes are about, and locks what they may change: chains in the order of their ids, then their dues, then
 * webhooks, so that of two transactions one waits and none is in the other's way. On two journeys: what is asked on the second
 * depends on the chains. Confined to one transaction.
 */
final class Loading {

    private final JdbcSession session;
    private final ChainCache recentChains;
    private final Set<ChainId> chains = new HashSet<>();
    private final Set<EventId> events = new HashSet<>();
    private final Set<WebhookId> webhooks = new HashSet<>();
    private final Set<Long> changes = new HashSet<>();
    private final List<Change.RecordAttempt> attempts = new ArrayList<>();
    private final Set<FanOut.Key> slices = new HashSet<>();
    private final Map<FanOut.Key, Long> foundSlices = new HashMap<>();
    private final Set<String> setAside = new HashSet<>();
    private final Set<String> foundSetAside = new HashSet<>();
    private final Map<WebhookId, Instant> deleted = new HashMap<>();
    private final Map<EventId, KnownEvent> knownEvents = new HashMap<>();
    private final Set<Long> knownChanges = new HashSet<>();
    private final Map<ChainId, ChainRecord> loaded = new HashMap<>();
    private final ChainLoader reading = new ChainLoader();

    private Loading(JdbcSession session, ChainCache recentChains) {
        this.session = session;
        this.recentChains = recentChains;
    }

    /** Asks for what changes name; the journey has to go before {@link #loaded}. */
    static Loading ask(
            JdbcSession session, ChainCache recentChains, StatementPipeline journey, Collection<Change> changes)
            throws SQLException {
        var loading = new Loading(session, recentChains);
        changes.forEach(loading::note);
        loading.ask(journey);
        return loading;
    }

    /** Returns those of the events that are there. */
    static List<Publication> accepted(JdbcSession session, Collection<EventId> ids) throws SQLException {
        return session.list(
                SqlStatement.ACCEPTED_EVENTS,
                row -> new Publication(new EventId(row.getString(1)), chains(row.getString(2)), true),
                ids);
    }

    private void note(Change change) {
        if (change instanceof Change.Publish publish) {
            for (Acceptance acceptance : publish.acceptances()) {
                events.add(acceptance.event().id());
                changes.addAll(acceptance.basedOn());
                acceptance.chainsNow().forEach(chain -> webhooks.add(chain.webhook()));
            }
        } else if (change instanceof Change.CreateChains create) {
            slices.add(FanOut.Key.of(create.slice()));
            create.slice().chains().forEach(chain -> webhooks.add(chain.webhook()));
        } else if (change instanceof Change.Rerun rerun) {
            chains.add(rerun.original());
            changes.addAll(rerun.basedOn());
            webhooks.add(rerun.chain().webhook());
        } else if (change instanceof Change.RecordAttempt attempt) {
            attempts.add(attempt);
            chains.add(attempt.key().delivery().chain());
        } else if (change instanceof Change.Apply apply) {
            chains.add(apply.chain());
        } else if (change instanceof Change.Move move) {
            chains.add(move.chain());
        } else if (change instanceof Change.Release release) {
            chains.add(release.key().delivery().chain());
        } else if (change instanceof Change.SetAside set) {
            chains.add(set.record().chain());
        } else if (change instanceof Change.EndSetAside end) {
            setAside.add(end.record().id());
            chains.add(end.record().chain());
            if (end.written()) {
                note(end.record().change());
            }
        }
    }

    private void ask(StatementPipeline journey) throws SQLException {
        if (!events.isEmpty()) {
            journey.list(
                    SqlStatement.FIND_EVENTS,
                    row -> knownEvents.put(new EventId(row.getString(1)), event(row)),
                    events);
        }
        if (!slices.isEmpty()) {
            FanOut.lock(journey, slices, foundSlices);
        }
        if (!setAside.isEmpty()) {
            SetAsideTable.lock(journey, setAside, foundSetAside);
        }
        if (!changes.isEmpty()) {
            journey.list(SqlStatement.KNOWN_WEBHOOK_VERSIONS, row -> knownChanges.add(row.getLong(1)), changes);
        }
        loaded.putAll(recentChains.among(chains));
        chains.removeAll(loaded.keySet());
        reading.lock(journey, chains);
    }

    /** Returns what the changes need, once the journey has gone. */
    Batch.Loaded loaded() throws SQLException {
        loaded.putAll(reading.records());
        loaded.values().forEach(chain -> webhooks.add(chain.webhook()));
        StatementPipeline journey = session.pipeline();
        reading.askCallbacks(journey);
        Supplier<List<AttemptRecord>> made = askAttempts(journey);
        boolean failed = attempts.stream().anyMatch(attempt -> attempt.verdict().isFailure());
        var standings = new HashMap<WebhookId, Standing>();
        // Also where nothing was attempted: a chain is cancelled first if its webhook is deleted.
        if (!loaded.isEmpty() || !foundSlices.isEmpty()) {
            askStandings(
                    journey, failed ? SqlStatement.LOCK_WEBHOOK_STATES : SqlStatement.FIND_WEBHOOK_STATES, standings);
        }
        journey.flush();
        if (!attempts.isEmpty() && !failed && !standings.values().stream().allMatch(Standing::isGood)) {
            askStandings(journey, SqlStatement.LOCK_WEBHOOK_STATES, standings);
            journey.flush();
        }
        // Once more, now with the callbacks.
        loaded.putAll(reading.records());
        return new Batch.Loaded(
                loaded,
                made.get().stream().map(AttemptKey::of).collect(Collectors.toSet()),
                knownEvents,
                standings,
                deleted,
                foundSlices,
                foundSetAside,
                knownChanges);
    }

    /** Asks for what was recorded of chains for which an attempt may come again; in the normal run there are none. */
    private Supplier<List<AttemptRecord>> askAttempts(StatementPipeline journey) throws SQLException {
        var doubtful = new HashSet<ChainId>();
        for (Change.RecordAttempt attempt : attempts) {
            ChainRecord chain = loaded.get(attempt.key().delivery().chain());
            if (chain != null && !StoreRules.isCurrent(chain, attempt.key())) {
                doubtful.add(chain.chain().id());
            }
        }
        return doubtful.isEmpty() ? List::of : ChainQueries.attempts(journey, doubtful);
    }

    /**
     * Webhooks are locked only if their health may change: a success after a success changes nothing, and must wait for
     * no other transaction.
     */
    private void askStandings(StatementPipeline journey, SqlStatement rows, Map<WebhookId, Standing> standings)
            throws SQLException {
        journey.list(rows, row -> standings.put(new WebhookId(row.getString(1)), standing(row)), webhooks);
    }

    private Standing standing(ResultSet row) throws SQLException {
        WebhookStatus status = WebhookStatus.ofWord(row.getString(2));
        if (status == WebhookStatus.DELETED) {
            deleted.put(new WebhookId(row.getString(1)), RowMappers.time(row, 5));
        }
        return new Standing(status, new WebhookHealth(RowMappers.timeOrNull(row, 3), row.getInt(4)));
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
