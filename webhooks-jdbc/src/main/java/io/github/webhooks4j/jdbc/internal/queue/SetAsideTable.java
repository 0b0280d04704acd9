package io.github.webhooks4j.jdbc.internal.queue;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.InterruptionCause;
import io.github.webhooks4j.delivery.AttemptOutcome;
import io.github.webhooks4j.delivery.AttemptOutcome.Exhausted.Reason;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.SetAsideRecord;
import io.github.webhooks4j.spi.store.SetAsideRecord.Kind;
import io.github.webhooks4j.spi.store.SetAsideRecords;
import io.github.webhooks4j.spi.store.StoreRules;
import io.github.webhooks4j.spi.store.StoredAttempt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes that were set aside. Without state. */
public final class SetAsideTable {

    private SetAsideTable() {}

    public static SetAsideRecords list(JdbcSession session, int limit) throws SQLException {
        long count = session.list(SqlStatement.COUNT_SET_ASIDE, row -> row.getLong(1))
                .get(0);
        return count == 0
                ? SetAsideRecords.NONE
                : new SetAsideRecords(count, session.list(SqlStatement.LIST_SET_ASIDE, SetAsideTable::record, limit));
    }

    /** Asks for those of the records that are there. */
    public static void lock(StatementPipeline pipeline, Collection<String> ids, Set<String> found) throws SQLException {
        pipeline.list(SqlStatement.LOCK_SET_ASIDE, row -> found.add(row.getString(1)), ids);
    }

    public static void write(StatementPipeline pipeline, List<SetAsideRecord> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        var rows = new ArrayList<@Nullable Object[]>();
        for (SetAsideRecord record : records) {
            rows.add(row(record));
        }
        pipeline.write(SqlStatement.INSERT_SET_ASIDE, rows);
    }

    public static void delete(StatementPipeline pipeline, Collection<String> ids) throws SQLException {
        if (!ids.isEmpty()) {
            pipeline.update(SqlStatement.DELETE_SET_ASIDE, ids);
        }
    }

    private static @Nullable Object[] row(SetAsideRecord record) {
        AttemptOutcome verdict = record.change() instanceof Mutation.RecordAttempt recorded ? recorded.verdict() : null;
        var head = new @Nullable Object[] {
            record.id(),
            record.kind().word(),
            RowMappers.millis(record.since()),
            RowMappers.text(record.message()),
            word(verdict),
            verdict instanceof AttemptOutcome.Retry retry ? RowMappers.millis(retry.at()) : null,
            cause(verdict)
        };
        return RowMappers.joined(head, what(record));
    }

    /** Returns what {@link RowMappers#attempt} reads; most of it is null of what is no attempt. */
    private static @Nullable Object[] what(SetAsideRecord record) {
        if (record.change() instanceof Mutation.RecordAttempt recorded) {
            return RowMappers.attemptRow(new StoredAttempt(recorded.key(), recorded.attempt()));
        }
        var row = new @Nullable Object[16];
        row[0] = record.chain().webhookNumber();
        row[1] = record.chain().number();
        if (record.change() instanceof Mutation.Release release) {
            row[2] = release.key().delivery().step();
            row[3] = release.key().resumeCount();
            row[5] = release.key().fencingToken();
        }
        return row;
    }

    private static @Nullable String word(@Nullable AttemptOutcome verdict) {
        if (verdict == null) {
            return null;
        }
        return verdict instanceof AttemptOutcome.Retry
                ? "retry"
                : verdict instanceof AttemptOutcome.Delivered ? "delivered" : "exhausted";
    }

    private static @Nullable String cause(@Nullable AttemptOutcome verdict) {
        return verdict instanceof AttemptOutcome.Gone || verdict instanceof AttemptOutcome.Exhausted
                ? StoreRules.causeOf(verdict).code()
                : null;
    }

    private static SetAsideRecord record(ResultSet row) throws SQLException {
        return new SetAsideRecord(change(row), RowMappers.time(row, 18), requireNonNull(RowMappers.text(row, 19)));
    }

    private static Mutation change(ResultSet row) throws SQLException {
        ChainId chain = RowMappers.chainId(row);
        String kind = row.getString(17);
        if (kind.equals(Kind.ATTEMPT.word())) {
            StoredAttempt attempt = RowMappers.attempt(row);
            return new Mutation.RecordAttempt(attempt.key(), attempt.attempt(), verdict(row));
        } else if (kind.equals(Kind.RELEASE.word())) {
            return new Mutation.Release(
                    new ClaimToken(new DeliveryId(chain, row.getInt(3)), row.getInt(4), row.getInt(6)));
        } else if (kind.equals(Kind.CANCEL.word())) {
            return new Mutation.Apply(chain, new ChainEvent.Cancel());
        } else if (kind.equals(Kind.DEADLINE.word())) {
            return new Mutation.Apply(chain, new ChainEvent.DeadlineCheck());
        }
        throw new SQLException("what is set aside of chain " + chain + " has the unknown kind " + kind);
    }

    private static AttemptOutcome verdict(ResultSet row) throws SQLException {
        return switch (row.getString(20)) {
            case "delivered" -> new AttemptOutcome.Delivered();
            case "retry" -> new AttemptOutcome.Retry(RowMappers.time(row, 21));
            case "exhausted" ->
                switch (InterruptionCause.fromCode(row.getString(22)).orElseThrow()) {
                    case DESTINATION_GONE -> new AttemptOutcome.Gone();
                    case FINAL_STATUS -> new AttemptOutcome.Exhausted(Reason.FINAL_STATUS);
                    case TOO_OLD -> new AttemptOutcome.Exhausted(Reason.TOO_OLD);
                    default -> new AttemptOutcome.Exhausted();
                };
            default ->
                throw new SQLException("an attempt that is set aside has the unknown outcome " + row.getString(20));
        };
    }
}
