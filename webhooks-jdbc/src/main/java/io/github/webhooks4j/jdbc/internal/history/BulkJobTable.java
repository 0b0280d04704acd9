package io.github.webhooks4j.jdbc.internal.history;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.bulk.BulkAction;
import io.github.webhooks4j.bulk.BulkCounts;
import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkSize;
import io.github.webhooks4j.bulk.BulkSkip;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.history.HistoryQuery;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.work.Needs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bulk jobs. Without state. */
public final class BulkJobTable {
    /** The reasons in the order of their columns. */
    private static final List<BulkSkip> REASONS =
            List.of(BulkSkip.OTHER_STATE, BulkSkip.NO_CHAIN, BulkSkip.WEBHOOK_DELETED, BulkSkip.WEBHOOK_DISABLED);

    private BulkJobTable() {}

    /** Asks for the jobs that mutations need, and locks them. */
    public static void lock(StatementPipeline pipeline, Needs needs, Map<BulkJobId, BulkJob> found)
            throws SQLException {
        if (!needs.jobs().isEmpty()) {
            pipeline.list(
                    SqlStatement.LOCK_BULK_JOBS,
                    row -> put(found, job(row)),
                    needs.jobs().stream().map(BulkJobId::value).toList());
        }
        if (needs.startsJob()) {
            pipeline.list(SqlStatement.LOCK_RUNNING_BULK_JOB, row -> put(found, job(row)));
        }
    }

    private static BulkJob put(Map<BulkJobId, BulkJob> found, BulkJob job) {
        found.put(job.id(), job);
        return job;
    }

    /** Inserts or updates jobs. */
    public static void write(StatementPipeline pipeline, List<BulkJob> jobs) throws SQLException {
        if (!jobs.isEmpty()) {
            var rows = new ArrayList<@Nullable Object[]>();
            jobs.forEach(job -> rows.add(row(job)));
            pipeline.write(SqlStatement.PUT_BULK_JOBS, rows);
        }
    }

    /** Returns a job; empty if there is none. */
    public static Optional<BulkJob> find(JdbcSession session, BulkJobId id) throws SQLException {
        return session.list(SqlStatement.FIND_BULK_JOB, BulkJobTable::job, id.value()).stream()
                .findFirst();
    }

    /** Returns the job that runs; empty if none does. */
    public static Optional<BulkJob> running(JdbcSession session) throws SQLException {
        return session.list(SqlStatement.FIND_RUNNING_BULK_JOB, BulkJobTable::job).stream()
                .findFirst();
    }

    /** Returns jobs, the last ids first. */
    public static List<BulkJob> list(JdbcSession session, @Nullable BulkJobId before, int limit) throws SQLException {
        return before == null
                ? session.list(SqlStatement.LIST_BULK_JOBS, BulkJobTable::job, limit)
                : session.list(SqlStatement.LIST_BULK_JOBS_BEFORE, BulkJobTable::job, before.value(), limit);
    }

    private static @Nullable Object[] row(BulkJob job) {
        ChainId position = job.position();
        BulkCounts counts = job.counts();
        return new @Nullable Object[] {
            job.id().value(),
            job.action().code(),
            job.query().toJson(),
            job.planned().chains(),
            job.planned().more() ? 1 : 0,
            position == null ? null : position.value(),
            counts.done(),
            counts.failed(),
            counts.skipped(REASONS.get(0)),
            counts.skipped(REASONS.get(1)),
            counts.skipped(REASONS.get(2)),
            counts.skipped(REASONS.get(3)),
            job.state().code(),
            RowMappers.text(job.startedBy()),
            RowMappers.millis(job.startedAt()),
            RowMappers.millis(job.finishedAt())
        };
    }

    private static BulkJob job(ResultSet row) throws SQLException {
        var id = new BulkJobId(row.getString(1));
        String action = row.getString(2);
        String position = row.getString(6);
        String state = row.getString(13);
        var skipped = new EnumMap<BulkSkip, Long>(BulkSkip.class);
        for (int i = 0; i < REASONS.size(); i++) {
            skipped.put(REASONS.get(i), row.getLong(9 + i));
        }
        return new BulkJob(
                id,
                BulkAction.fromCode(action).orElseThrow(() -> unknown(id, "action", action)),
                HistoryQuery.parse(row.getString(3)),
                new BulkSize(row.getLong(4), row.getInt(5) != 0),
                position == null ? null : new ChainId(position),
                new BulkCounts(row.getLong(7), row.getLong(8), skipped),
                BulkState.fromCode(state).orElseThrow(() -> unknown(id, "state", state)),
                requireNonNull(RowMappers.text(row, 14)),
                RowMappers.time(row, 15),
                RowMappers.timeOrNull(row, 16));
    }

    private static SQLException unknown(BulkJobId id, String what, String value) {
        return new SQLException("bulk job " + id + " has the unknown " + what + " " + value);
    }
}
