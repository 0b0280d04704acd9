package io.github.webhooks4j.jdbc.internal.row;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.TestScope;
import io.github.webhooks4j.event.Topic;
import io.github.webhooks4j.history.ChainSummary;
import io.github.webhooks4j.webhook.WebhookId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A chain for a list, as its row and those of its event, its webhook and its delivery have it.
 *
 * @param firstStatus the status of its first attempt, if that is stored in the row; null if not
 * @param deletedAt when its webhook was deleted; null if it was not
 * @param resumed whether it was ever resumed
 */
public record SummaryRow(
        ChainId id,
        WebhookId webhook,
        EventId event,
        Topic topic,
        String type,
        @Nullable TestScope test,
        ChainState state,
        int steps,
        Instant startedAt,
        @Nullable Instant finishedAt,
        boolean rerun,
        @Nullable Integer firstStatus,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant deletedAt,
        boolean resumed) {
    /**
     * The last attempt of a chain that is not stored in its row.
     *
     * @param status the status of its response; null if there was none
     * @param failure why there was no response; null if there was one
     */
    public record LastAttempt(
            int number, @Nullable Integer status, @Nullable FailureCode failure) {
        /** Reads, behind a chain's key, attempt_number, status and failure. */
        public static LastAttempt read(ResultSet row) throws SQLException {
            String failure = row.getString(5);
            return new LastAttempt(
                    row.getInt(3),
                    failure == null ? (Integer) row.getInt(4) : null,
                    failure == null ? null : FailureCode.fromCode(failure).orElseThrow());
        }
    }

    /**
     * Reads webhook_number, number, webhook id, event id, topic, type, test, state, step, cause, deadline_at, steps, started_at,
     * finished_at, whether it is a rerun, the status of the first attempt (null: it is not stored here), when the next attempt is due,
     * when the webhook was deleted, and how often the chain was resumed.
     */
    public static SummaryRow read(ResultSet row) throws SQLException {
        ChainId id = RowMappers.chainId(row);
        int firstStatus = row.getInt(16);
        boolean noFirst = row.wasNull();
        return new SummaryRow(
                id,
                new WebhookId(row.getString(3)),
                new EventId(row.getString(4)),
                new Topic(row.getString(5)),
                row.getString(6),
                RowMappers.test(row, 7),
                ChainStateCode.read(id, row, 8),
                row.getInt(12),
                RowMappers.time(row, 13),
                RowMappers.timeOrNull(row, 14),
                row.getInt(15) == 1,
                noFirst ? null : (Integer) firstStatus,
                RowMappers.timeOrNull(row, 17),
                RowMappers.timeOrNull(row, 18),
                row.getInt(19) > 0);
    }

    /** Returns whether an attempt may have been made after the first, or without the first being stored here. */
    public boolean mayHaveOtherAttempts() {
        return firstStatus == null || steps > 1 || resumed || !(state instanceof ChainState.Complete);
    }

    /**
     * Returns the chain as it counts: cancelled, if a deleted webhook left it unfinished.
     *
     * @param last its last attempt that is not stored in its row; null if there is none
     */
    public ChainSummary summary(@Nullable LastAttempt last) {
        boolean cancelled = deletedAt != null && state.isUnfinished();
        Instant finished = cancelled && deletedAt != null && deletedAt.isBefore(startedAt) ? startedAt : deletedAt;
        return new ChainSummary(
                id,
                webhook,
                event,
                type,
                topic,
                test,
                cancelled ? new ChainState.Cancelled(state.step()) : state,
                steps,
                startedAt,
                cancelled ? finished : finishedAt,
                cancelled ? null : nextAttemptAt,
                last == null ? (firstStatus == null ? 0 : 1) : last.number(),
                last == null ? firstStatus : last.status(),
                last == null ? null : last.failure(),
                rerun);
    }
}
