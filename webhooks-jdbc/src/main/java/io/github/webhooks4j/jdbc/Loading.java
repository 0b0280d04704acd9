package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.store.AttemptRecord;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.WebhookHealth;
import io.github.webhooks4j.store.work.AttemptKey;
import io.github.webhooks4j.store.work.KnownEvent;
import io.github.webhooks4j.store.work.Needs;
import io.github.webhooks4j.store.work.Needs.AfterChains;
import io.github.webhooks4j.store.work.SliceKey;
import io.github.webhooks4j.store.work.Snapshot;
import io.github.webhooks4j.store.work.UnitOfWork;
import io.github.webhooks4j.store.work.WebhookState;
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
 * webhooks, so that of two transactions one waits and none is in the other's way. On two journeys: what is asked on the second
 * depends on the chains. What is needed is decided by {@link UnitOfWork}. Confined to one transaction.
 */
final class Loading {
    static final String EVENTS = "SELECT id, topic, type, digest, chains FROM wh_event WHERE id = ANY (?)";

    private static final String ACCEPTED = "SELECT id, chains FROM wh_event WHERE id = ANY (?)";

    static final String WEBHOOKS =
            "SELECT id, status, failing_since, failed_attempts, changed_at FROM wh_webhook WHERE id = ANY (?)";

    private static final String WEBHOOKS_LOCKED = WEBHOOKS + " ORDER BY id FOR NO KEY UPDATE";

    private final Session session;
    private final Needs needs;
    private final Map<SliceKey, Long> sliceRows = new HashMap<>();
    private final Set<String> setAside = new HashSet<>();
    private final Map<EventId, KnownEvent> events = new HashMap<>();
    private final Set<Long> changes = new HashSet<>();
    private final Map<ChainId, ChainRecord> chains = new HashMap<>();
    private final Map<WebhookId, WebhookState> webhooks = new HashMap<>();
    private final ChainReading reading = new ChainReading();

    private Loading(Session session, Needs needs) {
        this.session = session;
        this.needs = needs;
    }

    /** Asks for what changes name; the journey has to go before {@link #snapshot}. */
    static Loading ask(Session session, Journey journey, Collection<Change> mutations) throws SQLException {
        var loading = new Loading(session, UnitOfWork.needs(mutations));
        loading.ask(journey);
        return loading;
    }

    /** Returns the row of each slice that was found. */
    Map<SliceKey, Long> sliceRows() {
        return sliceRows;
    }

    /** Returns those of the events that are there. */
    static List<PublishResult> accepted(Session session, Collection<EventId> ids) throws SQLException {
        return session.list(
                ACCEPTED, row -> new PublishResult(new EventId(row.getString(1)), chains(row.getString(2)), true), ids);
    }

    private void ask(Journey journey) throws SQLException {
        if (!needs.events().isEmpty()) {
            journey.list(EVENTS, row -> events.put(new EventId(row.getString(1)), event(row)), needs.events());
        }
        if (!needs.slices().isEmpty()) {
            FanOut.lock(journey, needs.slices(), sliceRows);
        }
        if (!needs.setAside().isEmpty()) {
            SetAsideRows.lock(journey, needs.setAside(), setAside);
        }
        if (!needs.changes().isEmpty()) {
            journey.list(Webhooks.CHANGES_AMONG, row -> changes.add(row.getLong(1)), needs.changes());
        }
        chains.putAll(session.recentChains().among(needs.chains()));
        var unknown = new HashSet<>(needs.chains());
        unknown.removeAll(chains.keySet());
        reading.lock(journey, unknown);
    }

    /** Returns what the changes need, once the journey has gone. */
    Snapshot snapshot() throws SQLException {
        chains.putAll(reading.records());
        AfterChains after = needs.afterChains(chains, sliceRows.keySet());
        Journey journey = session.journey();
        reading.askCallbacks(journey);
        // In the normal run there are none.
        Supplier<List<AttemptRecord>> made = after.attempts().isEmpty()
                ? List::of
                : Chains.attempts(
                        journey,
                        after.attempts().stream()
                                .map(attempt -> attempt.claim().delivery().chain())
                                .collect(Collectors.toSet()));
        boolean locked = after.changesWebhooks(List.of());
        askWebhooks(journey, locked ? WEBHOOKS_LOCKED : WEBHOOKS, after.webhooks());
        journey.go();
        if (!locked && after.changesWebhooks(webhooks.values())) {
            askWebhooks(journey, WEBHOOKS_LOCKED, after.webhooks());
            journey.go();
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

    private void askWebhooks(Journey journey, String sql, Set<WebhookId> ids) throws SQLException {
        if (!ids.isEmpty()) {
            journey.list(sql, row -> webhooks.put(new WebhookId(row.getString(1)), webhook(row)), ids);
        }
    }

    private static WebhookState webhook(ResultSet row) throws SQLException {
        WebhookStatus status = WebhookStatus.ofWord(row.getString(2));
        return new WebhookState(
                status,
                new WebhookHealth(Rows.timeOrNull(row, 3), row.getInt(4)),
                status == WebhookStatus.DELETED ? Rows.time(row, 5) : null);
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
