package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.chain.Chain;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.Attempt;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.history.StoredCallback;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.OrderingTurn;
import io.github.webhooks4j.spi.store.PendingDelivery;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import io.github.webhooks4j.spi.store.StoredChain;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chain as its row has it, without what is in other tables.
 *
 * @param chain the chain without callbacks
 * @param held whether a claim batch holds it
 * @param eventNumber the number of its event
 * @param firstAttempt its first attempt, if that is stored in the row; null if not
 * @param turn the turn of its event; null if the event has no ordering key, and of a rerun
 */
record ChainRow(
        Chain chain,
        WebhookId webhook,
        int revision,
        EventId event,
        long eventNumber,
        Instant startedAt,
        @Nullable Instant finishedAt,
        boolean held,
        @Nullable StoredAttempt firstAttempt,
        @Nullable OrderingTurn turn) {
    /**
     * Reads webhook_number, number, webhook id, revision, event number, event id, steps, expect_final,
     * callback_deadline_millis, state, step, cause, deadline_at, resume_count, started_at, finished_at, destinations,
     * and of the first attempt when it began (null: none is stored here), status, total, connect, first byte and
     * download times in microseconds, then ordering_key and ordering_sequence.
     */
    static ChainRow read(ResultSet row) throws SQLException {
        ChainId id = RowMappers.chainId(row);
        boolean expectFinal = row.getInt(8) == 1;
        Duration callbackDeadline = Duration.ofMillis(row.getLong(9));
        String destinations = row.getString(17);
        ChainPlan plan = destinations == null
                ? new ChainPlan(row.getInt(7), expectFinal, callbackDeadline)
                : new ChainPlan(numbers(destinations), expectFinal, callbackDeadline);
        int code = row.getInt(10);
        ChainState state = ChainStateCode.read(id, row, 10);
        return new ChainRow(
                new Chain(id, plan, state, row.getInt(14), Map.of()),
                new WebhookId(row.getString(3)),
                row.getInt(4),
                new EventId(row.getString(6)),
                row.getLong(5),
                RowMappers.time(row, 15),
                RowMappers.timeOrNull(row, 16),
                code == ChainStateCode.HELD,
                firstAttempt(id, row),
                RowMappers.turn(row, 24));
    }

    /** Returns whether its delivery is in the queue and in an ordered lane there. */
    boolean isInOrder() {
        return turn != null && !held && chain.state() instanceof ChainState.Delivering && chain.resumeCount() == 0;
    }

    /**
     * Returns the chain.
     *
     * @param callbacks its callbacks, the earliest first
     * @param pending its row in the queue; null if there is none
     */
    StoredChain with(List<StoredCallback> callbacks, @Nullable PendingDelivery pending) {
        return new StoredChain(
                RowMappers.withCallbacks(chain, callbacks),
                webhook,
                revision,
                event,
                startedAt,
                finishedAt,
                held ? StoreRules.heldFromStart(startedAt) : pending,
                turn);
    }

    private static @Nullable StoredAttempt firstAttempt(ChainId id, ResultSet row) throws SQLException {
        Instant at = RowMappers.timeOrNull(row, 18);
        if (at == null) {
            return null;
        }
        var timing = new Timing(
                RowMappers.micros(row, 20),
                RowMappers.micros(row, 21),
                RowMappers.micros(row, 22),
                RowMappers.micros(row, 23));
        return new StoredAttempt(
                new ClaimToken(new DeliveryId(id, 0), 0, 1),
                new Attempt(1, at, new DeliveryResult.Response(row.getInt(19), null, null, "", timing)));
    }

    private static List<Integer> numbers(String written) {
        return Arrays.stream(written.split(" ")).map(Integer::valueOf).toList();
    }
}
