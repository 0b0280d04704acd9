package io.github.webhooks4j.jdbc;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Due;
import io.github.webhooks4j.store.work.SliceKey;
import io.github.webhooks4j.store.work.WebhookState;
import io.github.webhooks4j.store.work.Writes;
import io.github.webhooks4j.store.work.Writes.ChainWrite;
import io.github.webhooks4j.store.work.Writes.NewEvent;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what mutations came to, each table in one go. Without state. */
final class Writing {
    private static final Bulk INSERT_EVENTS = Bulk.insert(
            "wh_event",
            "ON CONFLICT (id) DO NOTHING",
            "id text",
            "topic text",
            "tag text",
            "type text",
            "occurred_at bigint",
            "accepted_at bigint",
            "chains text",
            "digest bytea",
            "body bytea");

    private static final Bulk INSERT_CHAINS = Bulk.insert(
            "wh_chain",
            "",
            "event_seq text = (SELECT seq FROM wh_event WHERE id = %s)",
            "id text",
            "webhook_id text",
            "started_at bigint",
            "revision integer",
            "steps integer",
            "expect_final integer",
            "callback_deadline_millis bigint",
            "destinations text",
            "state text",
            "step integer",
            "cause text",
            "deadline_at bigint",
            "resumes integer",
            "finished_at bigint");

    private static final Bulk UPDATE_CHAINS = Bulk.update(
            "wh_chain",
            1,
            "state text",
            "step integer",
            "cause text",
            "deadline_at bigint",
            "resumes integer",
            "finished_at bigint",
            "id text");

    private static final Bulk MOVE_CHAINS = Bulk.update(
            "wh_chain",
            1,
            "revision integer",
            "steps integer",
            "expect_final integer",
            "callback_deadline_millis bigint",
            "destinations text",
            "id text");

    private static final Bulk PUT_DUES = Bulk.insert(
            "wh_due",
            """
            ON CONFLICT (chain_id) DO UPDATE
               SET destination = excluded.destination, step = excluded.step, resumes = excluded.resumes,
                   due_at = excluded.due_at, attempt = excluded.attempt, failures = excluded.failures, sender_faults = excluded.sender_faults,
                   new_connection = excluded.new_connection, fence = excluded.fence, holder = excluded.holder,
                   free_at = excluded.free_at""",
            "chain_id text",
            "webhook_id text",
            "destination integer",
            "step integer",
            "resumes integer",
            "due_at bigint",
            "attempt integer",
            "failures integer",
            "sender_faults integer",
            "new_connection integer",
            "fence integer",
            "holder text",
            "free_at bigint");

    private static final String DELETE_DUES = "DELETE FROM wh_due WHERE chain_id = ANY (?)";

    private static final Bulk INSERT_ATTEMPTS = Bulk.insert(
            "wh_attempt",
            "",
            "chain_id text",
            "step integer",
            "resumes integer",
            "number integer",
            "fence integer",
            "at bigint",
            "status integer",
            "failure text",
            "retry_after text",
            "location text",
            "body text",
            "total_micros bigint",
            "connecting_micros bigint",
            "waiting_micros bigint",
            "reading_micros bigint");

    private static final Bulk INSERT_CALLBACKS = Bulk.insert(
            "wh_callback",
            "",
            "chain_id text",
            "step integer",
            "resumes integer",
            "state text",
            "description text",
            "context text",
            "target_url text",
            "at bigint");

    private static final Bulk UPDATE_WEBHOOKS =
            Bulk.update("wh_webhook", 1, "status text", "failing_since bigint", "failed_attempts integer", "id text");

    private Writing() {}

    /**
     * Writes.
     *
     * @param sliceRows the rows of the slices that are deleted
     * @throws EventRace if one of the events is there by now
     */
    static void write(Session session, Writes writes, Map<SliceKey, Long> sliceRows) throws SQLException {
        Journey journey = session.journey();
        Supplier<Integer> events = writeEvents(journey, writes);
        FanOut.write(journey, writes.slices());
        FanOut.delete(
                journey,
                writes.createdSlices().stream()
                        .map(slice -> requireNonNull(sliceRows.get(slice), "a slice that was loaded"))
                        .toList());
        writeChains(journey, writes.chains());
        writeDues(journey, writes.chains());
        journey.write(INSERT_ATTEMPTS, rows(writes.attempts(), Rows::attemptRow));
        journey.write(
                INSERT_CALLBACKS,
                rows(writes.callbacks(), callback -> Rows.callbackRow(callback.chain(), callback.callback())));
        journey.write(UPDATE_WEBHOOKS, rows(writes.webhooks().entrySet(), Writing::webhookRow));
        SetAsideRows.delete(journey, writes.endedSetAside());
        SetAsideRows.write(journey, writes.setAside());
        LedgerRows.add(journey, writes.counts());
        journey.go();
        if (events.get() < writes.events().size()) {
            throw new EventRace();
        }
        for (WebhookId disabled : writes.disabled()) {
            Webhooks.markChanged(session, disabled, writes.at());
        }
    }

    private static Supplier<Integer> writeEvents(Journey journey, Writes writes) throws SQLException {
        // In the order of their ids: of two transactions with the same events one waits, and none is in the other's
        // way.
        var sorted = new ArrayList<>(writes.events());
        sorted.sort(comparing(accepted -> accepted.event().id().value()));
        return journey.write(INSERT_EVENTS, rows(sorted, event -> eventRow(event, writes.at())));
    }

    private static void writeChains(Journey journey, List<ChainWrite> changed) throws SQLException {
        var inserts = new ArrayList<@Nullable Object[]>();
        var updates = new ArrayList<@Nullable Object[]>();
        var moves = new ArrayList<@Nullable Object[]>();
        for (ChainWrite entry : changed) {
            ChainRecord before = entry.before();
            ChainRecord after = entry.after();
            if (before == null) {
                inserts.add(
                        Rows.joined(new Object[] {after.event().value()}, Rows.chainRow(after), Rows.stateRow(after)));
                continue;
            }
            if (after.revision() != before.revision()) {
                moves.add(Rows.joined(
                        Rows.planRow(after), new Object[] {after.chain().id().value()}));
            }
            if (!after.chain().equals(before.chain())) {
                updates.add(Rows.joined(
                        Rows.stateRow(after), new Object[] {after.chain().id().value()}));
            }
        }
        journey.write(INSERT_CHAINS, inserts);
        journey.write(MOVE_CHAINS, moves);
        journey.write(UPDATE_CHAINS, updates);
    }

    private static void writeDues(Journey journey, List<ChainWrite> changed) throws SQLException {
        var puts = new ArrayList<@Nullable Object[]>();
        var done = new ArrayList<ChainId>();
        for (ChainWrite entry : changed) {
            ChainRecord before = entry.before();
            Due due = entry.after().due();
            if (due != null) {
                puts.add(Rows.dueRow(entry.after(), due));
            } else if (before != null && before.due() != null) {
                done.add(entry.after().chain().id());
            }
        }
        journey.write(PUT_DUES, puts);
        if (!done.isEmpty()) {
            journey.update(DELETE_DUES, done);
        }
    }

    private static @Nullable Object[] eventRow(NewEvent accepted, Instant now) {
        Event event = accepted.event();
        return new @Nullable Object[] {
            event.id().value(),
            event.topic().name(),
            Rows.text(event.tag()),
            event.type(),
            Rows.millis(event.occurredAt()),
            Rows.millis(now),
            accepted.known().chains().stream().map(ChainId::value).collect(Collectors.joining(" ")),
            accepted.known().digest().array(),
            event.body().toJson()
        };
    }

    private static @Nullable Object[] webhookRow(Map.Entry<WebhookId, WebhookState> webhook) {
        WebhookState state = webhook.getValue();
        return new @Nullable Object[] {
            state.status().word(),
            Rows.millis(state.health().failingSince()),
            state.health().failedAttempts(),
            webhook.getKey().value()
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
