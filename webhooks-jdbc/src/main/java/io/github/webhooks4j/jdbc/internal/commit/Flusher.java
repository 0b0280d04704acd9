package io.github.webhooks4j.jdbc.internal.commit;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.row.WebhookTable;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.SliceKey;
import io.github.webhooks4j.spi.store.work.WebhookState;
import io.github.webhooks4j.spi.store.work.Writes;
import io.github.webhooks4j.spi.store.work.Writes.ChainWrite;
import io.github.webhooks4j.spi.store.work.Writes.EventWrite;
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
final class Flusher {
    private Flusher() {}

    /**
     * Writes.
     *
     * @param sliceRows the rows of the slices that are deleted
     * @throws DuplicateEventException if one of the events is there by now
     */
    static void write(JdbcSession session, Writes writes, Map<SliceKey, Long> sliceRows) throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        Supplier<Integer> events = writeEvents(pipeline, writes);
        FanOut.write(pipeline, writes.slices());
        FanOut.delete(
                pipeline,
                writes.createdSlices().stream()
                        .map(slice -> requireNonNull(sliceRows.get(slice), "a slice that was loaded"))
                        .toList());
        writeChains(pipeline, writes.chains());
        writeDues(pipeline, writes.chains());
        pipeline.write(SqlStatement.INSERT_ATTEMPTS, rows(writes.attempts(), RowMappers::attemptRow));
        pipeline.write(
                SqlStatement.INSERT_CALLBACKS,
                rows(writes.callbacks(), callback -> RowMappers.callbackRow(callback.chain(), callback.callback())));
        pipeline.write(
                SqlStatement.UPDATE_WEBHOOK_STATES, rows(writes.webhooks().entrySet(), Flusher::webhookRow));
        SetAsideTable.delete(pipeline, writes.endedSetAside());
        SetAsideTable.write(pipeline, writes.setAside());
        ChainCountTable.add(pipeline, writes.counts());
        pipeline.flush();
        if (events.get() < writes.events().size()) {
            throw new DuplicateEventException();
        }
        for (WebhookId disabled : writes.disabled()) {
            WebhookTable.markStatusChanged(session, disabled, writes.at());
        }
    }

    private static Supplier<Integer> writeEvents(StatementPipeline pipeline, Writes writes) throws SQLException {
        // In the order of their ids: of two transactions with the same events one waits, and none is in the other's
        // way.
        var sorted = new ArrayList<>(writes.events());
        sorted.sort(comparing(accepted -> accepted.event().id().value()));
        return pipeline.write(SqlStatement.INSERT_EVENTS, rows(sorted, event -> eventRow(event, writes.at())));
    }

    private static void writeChains(StatementPipeline pipeline, List<ChainWrite> changed) throws SQLException {
        var inserts = new ArrayList<@Nullable Object[]>();
        var updates = new ArrayList<@Nullable Object[]>();
        var moves = new ArrayList<@Nullable Object[]>();
        for (ChainWrite entry : changed) {
            StoredChain before = entry.before();
            StoredChain after = entry.after();
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
        pipeline.write(SqlStatement.INSERT_CHAINS, inserts);
        pipeline.write(SqlStatement.MOVE_CHAINS, moves);
        pipeline.write(SqlStatement.UPDATE_CHAINS, updates);
    }

    private static void writeDues(StatementPipeline pipeline, List<ChainWrite> changed) throws SQLException {
        var puts = new ArrayList<@Nullable Object[]>();
        var done = new ArrayList<ChainId>();
        for (ChainWrite entry : changed) {
            StoredChain before = entry.before();
            PendingDelivery due = entry.after().due();
            if (due != null) {
                puts.add(RowMappers.pendingRow(entry.after(), due));
            } else if (before != null && before.due() != null) {
                done.add(entry.after().chain().id());
            }
        }
        pipeline.write(SqlStatement.PUT_PENDING, puts);
        if (!done.isEmpty()) {
            pipeline.update(SqlStatement.DELETE_PENDING, done);
        }
    }

    private static @Nullable Object[] eventRow(EventWrite accepted, Instant now) {
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

    private static @Nullable Object[] webhookRow(Map.Entry<WebhookId, WebhookState> webhook) {
        WebhookState state = webhook.getValue();
        return new @Nullable Object[] {
            state.status().code(),
            RowMappers.millis(state.health().failingSince()),
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
