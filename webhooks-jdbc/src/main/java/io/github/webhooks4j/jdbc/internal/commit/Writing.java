package io.github.webhooks4j.jdbc.internal.commit;

import static java.util.Comparator.comparing;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.jdbc.internal.commit.Batch.Entry;
import io.github.webhooks4j.jdbc.internal.commit.Batch.NewEvent;
import io.github.webhooks4j.jdbc.internal.commit.Batch.Standing;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.row.WebhookTable;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.store.ChainRecord;
import io.github.webhooks4j.store.Due;
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

/** Writes what came of a batch of changes, each table in one go. Without state. */
final class Writing {

    private Writing() {}

    /**
     * Writes a batch.
     *
     * @param changed the chains of it that are not as they were
     * @throws DuplicateEventException if one of the events is there by now
     */
    static void write(JdbcSession session, Batch batch, List<Entry> changed, Instant now) throws SQLException {
        StatementPipeline journey = session.pipeline();
        Supplier<Integer> events = writeEvents(journey, batch.newEvents(), now);
        FanOut.write(journey, batch.newSlices());
        FanOut.delete(journey, batch.createdSlices());
        writeChains(journey, changed);
        writeDues(journey, changed);
        journey.write(SqlStatement.INSERT_ATTEMPTS, rows(batch.attempts(), RowMappers::attemptRow));
        journey.write(
                SqlStatement.INSERT_CALLBACKS,
                rows(batch.callbacks(), callback -> RowMappers.callbackRow(callback.chain(), callback.callback())));
        journey.write(
                SqlStatement.UPDATE_WEBHOOK_STATES, rows(batch.changedWebhooks().entrySet(), Writing::webhookRow));
        SetAsideTable.delete(journey, batch.endedSetAside());
        SetAsideTable.write(journey, batch.newSetAside());
        ChainCountTable.add(journey, changed);
        journey.flush();
        if (events.get() < batch.newEvents().size()) {
            throw new DuplicateEventException();
        }
        for (WebhookId disabled : batch.disabledWebhooks()) {
            WebhookTable.markChanged(session, disabled, now);
        }
    }

    private static Supplier<Integer> writeEvents(StatementPipeline journey, List<NewEvent> events, Instant now)
            throws SQLException {
        // In the order of their ids: of two transactions with the same events one waits, and none is in the other's
        // way.
        var sorted = new ArrayList<>(events);
        sorted.sort(comparing(accepted -> accepted.event().id().value()));
        return journey.write(SqlStatement.INSERT_EVENTS, rows(sorted, event -> eventRow(event, now)));
    }

    private static void writeChains(StatementPipeline journey, List<Entry> changed) throws SQLException {
        var inserts = new ArrayList<@Nullable Object[]>();
        var updates = new ArrayList<@Nullable Object[]>();
        var moves = new ArrayList<@Nullable Object[]>();
        for (Entry entry : changed) {
            ChainRecord before = entry.before();
            ChainRecord after = entry.after();
            if (before == null) {
                inserts.add(RowMappers.joined(
                        new Object[] {after.event().value()}, RowMappers.chainRow(after), RowMappers.stateRow(after)));
                continue;
            }
            if (after.revision() != before.revision()) {
                moves.add(RowMappers.joined(
                        RowMappers.planRow(after),
                        new Object[] {after.chain().id().value()}));
            }
            if (!after.chain().equals(before.chain())) {
                updates.add(RowMappers.joined(
                        RowMappers.stateRow(after),
                        new Object[] {after.chain().id().value()}));
            }
        }
        journey.write(SqlStatement.INSERT_CHAINS, inserts);
        journey.write(SqlStatement.MOVE_CHAINS, moves);
        journey.write(SqlStatement.UPDATE_CHAINS, updates);
    }

    private static void writeDues(StatementPipeline journey, List<Entry> changed) throws SQLException {
        var puts = new ArrayList<@Nullable Object[]>();
        var done = new ArrayList<ChainId>();
        for (Entry entry : changed) {
            ChainRecord before = entry.before();
            Due due = entry.after().due();
            if (due != null) {
                puts.add(RowMappers.pendingRow(entry.after(), due));
            } else if (before != null && before.due() != null) {
                done.add(entry.after().chain().id());
            }
        }
        journey.write(SqlStatement.PUT_PENDING, puts);
        if (!done.isEmpty()) {
            journey.update(SqlStatement.DELETE_PENDING, done);
        }
    }

    private static @Nullable Object[] eventRow(NewEvent accepted, Instant now) {
        Event event = accepted.event();
        return new @Nullable Object[] {
            event.id().value(),
            event.topic().name(),
            RowMappers.text(event.tag()),
            event.type(),
            RowMappers.millis(event.occurredAt()),
            RowMappers.millis(now),
            accepted.known().chains().stream().map(ChainId::value).collect(Collectors.joining(" ")),
            accepted.known().digest().array(),
            event.body().toJson()
        };
    }

    private static @Nullable Object[] webhookRow(Map.Entry<WebhookId, Standing> webhook) {
        Standing standing = webhook.getValue();
        return new @Nullable Object[] {
            standing.status().word(),
            RowMappers.millis(standing.health().failingSince()),
            standing.health().failedAttempts(),
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
