package io.github.webhooks4j.jdbc.internal.commit;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.jdbc.internal.history.BulkJobTable;
import io.github.webhooks4j.jdbc.internal.queue.FanOut;
import io.github.webhooks4j.jdbc.internal.queue.HeldChains;
import io.github.webhooks4j.jdbc.internal.queue.SetAsideTable;
import io.github.webhooks4j.jdbc.internal.row.EventChains;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.row.WebhookTable;
import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.spi.store.work.SliceKey;
import io.github.webhooks4j.spi.store.work.WebhookState;
import io.github.webhooks4j.spi.store.work.Writes;
import io.github.webhooks4j.spi.store.work.Writes.ClaimBatch;
import io.github.webhooks4j.spi.store.work.Writes.EventWrite;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes what mutations came to, each table in one go. For one transaction. */
final class Flusher {
    private final JdbcSession session;
    private final Writes writes;
    private final boolean checked;

    /**
     * Creates one.
     *
     * @param checked whether everything was read before, so that a failed insert need not have the transaction run again
     */
    Flusher(JdbcSession session, Writes writes, boolean checked) {
        this.session = session;
        this.writes = writes;
        this.checked = checked;
    }

    /**
     * Writes.
     *
     * @param loading what was loaded
     * @return the claim batches that were written
     * @throws RunAgainException if one of the events is there by now, or a chain is not as it is known
     */
    List<HeldChains.Written> write(Preloader loading) throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        Supplier<Integer> events = writeEvents(pipeline);
        OrderLoader.writeSequences(pipeline, writes);
        FanOut.write(pipeline, writes.slices());
        if (!writes.createdSlices().isEmpty()) {
            FanOut.delete(pipeline, sliceRows(loading.sliceRows()));
        }
        var rows = new ChainRows(writes, loading::eventNumber);
        pipeline.insert(SqlStatement.INSERT_CHAINS, rows.inserted(), checked);
        Supplier<Integer> moved = pipeline.write(SqlStatement.MOVE_CHAINS, rows.moved());
        Supplier<Integer> settled = pipeline.write(SqlStatement.SETTLE_HELD, rows.settled());
        Supplier<Integer> updated = pipeline.write(SqlStatement.UPDATE_CHAINS, rows.updated());
        pipeline.write(SqlStatement.PUT_PENDING, rows.pending());
        if (!rows.done().isEmpty()) {
            pipeline.update(SqlStatement.DELETE_PENDING, ChainKeys.of(rows.done()));
        }
        pipeline.write(SqlStatement.INSERT_ATTEMPTS, rows.attempts());
        pipeline.write(
                SqlStatement.INSERT_CALLBACKS,
                rows(writes.callbacks(), callback -> RowMappers.callbackRow(callback.chain(), callback.callback())));
        pipeline.write(
                SqlStatement.INSERT_CALLBACK_PROBLEMS,
                rows(
                        writes.callbackProblems(),
                        write -> RowMappers.callbackProblemRow(write.chain(), write.problem())));
        if (!writes.webhooks().isEmpty()) {
            pipeline.write(
                    SqlStatement.UPDATE_WEBHOOK_STATES, rows(writes.webhooks().entrySet(), Flusher::webhookRow));
        }
        SetAsideTable.delete(pipeline, writes.endedSetAside());
        SetAsideTable.write(pipeline, writes.setAside());
        BulkJobTable.write(pipeline, writes.jobs());
        List<Supplier<HeldChains.Written>> batches = writeBatches(pipeline, rows);
        ChainCountTable.add(pipeline, writes.counts());
        pipeline.flush();
        if (events.get() < writes.events().size()) {
            throw RunAgainException.ofEvents();
        }
        if (settled.get() < rows.settled().size()
                || updated.get() < rows.updated().size()
                || moved.get() < rows.moved().size()) {
            throw RunAgainException.ofChains();
        }
        for (WebhookId disabled : writes.disabled()) {
            WebhookTable.markStatusChanged(session, disabled, writes.at());
        }
        var written = new ArrayList<HeldChains.Written>(batches.size());
        for (Supplier<HeldChains.Written> batch : batches) {
            written.add(batch.get());
        }
        return written;
    }

    private Supplier<Integer> writeEvents(StatementPipeline pipeline) throws SQLException {
        List<EventWrite> events = writes.events();
        if (events.isEmpty()) {
            return () -> 0;
        }
        if (events.size() > 1) {
            // In one order: of two transactions with the same events one waits, and none is in the other's way.
            events = new ArrayList<>(events);
            events.sort(comparing(accepted -> accepted.event().id().value()));
        }
        return pipeline.insert(
                SqlStatement.INSERT_EVENTS, rows(events, event -> eventRow(event, writes.at())), checked);
    }

    private Collection<Long> sliceRows(Map<SliceKey, Long> rows) {
        var created = new ArrayList<Long>();
        for (SliceKey slice : writes.createdSlices()) {
            created.add(requireNonNull(rows.get(slice), "a slice that was loaded"));
        }
        return created;
    }

    private List<Supplier<HeldChains.Written>> writeBatches(StatementPipeline pipeline, ChainRows rows)
            throws SQLException {
        if (writes.claimBatches().isEmpty()) {
            return List.of();
        }
        Map<ChainId, StoredChain> held = rows.heldFromStart();
        var written = new ArrayList<Supplier<HeldChains.Written>>();
        for (ClaimBatch batch : writes.claimBatches()) {
            var chains = new ArrayList<StoredChain>(batch.chains().size());
            for (ChainId id : batch.chains()) {
                chains.add(requireNonNull(held.get(id), "a chain of the batch"));
            }
            Supplier<List<Long>> number = pipeline.list(
                    SqlStatement.INSERT_CLAIM_BATCH,
                    row -> row.getLong(1),
                    batch.lease().holder().value(),
                    RowMappers.millis(batch.lease().until()),
                    ChainKeys.of(batch.chains()));
            written.add(() -> new HeldChains.Written(
                    number.get().get(0), batch.lease().holder(), batch.lease().until(), chains));
        }
        return written;
    }

    private static @Nullable Object[] eventRow(EventWrite accepted, Instant now) {
        Event event = accepted.event();
        OrderingTurn turn = accepted.turn();
        return new @Nullable Object[] {
            accepted.number(),
            event.id().value(),
            event.topic().name(),
            RowMappers.text(event.tag()),
            event.type(),
            RowMappers.millis(event.occurredAt()),
            RowMappers.millis(now),
            EventChains.write(event.id(), accepted.number(), accepted.known().chains()),
            RowMappers.attributes(event.attributes()),
            event.test() == null ? null : event.test().code(),
            accepted.known().digest().array(),
            event.body().toJson(),
            turn == null ? null : turn.key().value(),
            turn == null ? null : turn.sequence()
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
        if (things.isEmpty()) {
            return List.of();
        }
        var rows = new ArrayList<@Nullable Object[]>(things.size());
        for (T thing : things) {
            rows.add(row.of(thing));
        }
        return rows;
    }
}
