package io.github.webhooks4j.jdbc.internal.history;

import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for chains that were finished long ago, from the oldest to the first that was started too late to be one. What is
 * unfinished is passed over, up to {@value #MAX_PASSED} chains at a time. Confined to one transaction.
 */
final class ExpiredChainScan {
    private static final int BATCH = 1_000;
    private static final int MAX_PASSED = 50_000;

    private record Row(
            String id,
            long event,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    private final Map<String, Long> events = new LinkedHashMap<>();
    private final Instant before;
    private final int limit;
    private String upTo;

    ExpiredChainScan(JdbcSession session, String from, Instant before, int limit) throws SQLException {
        this.before = before;
        this.limit = limit;
        this.upTo = from;
        boolean more = true;
        for (int passed = 0; more && passed < MAX_PASSED; passed += BATCH) {
            List<Row> rows = session.list(
                    SqlStatement.SCAN_CHAINS,
                    row -> new Row(
                            row.getString(1), row.getLong(2), RowMappers.time(row, 3), RowMappers.timeOrNull(row, 4)),
                    upTo,
                    BATCH);
            more = take(rows) && rows.size() == BATCH;
        }
    }

    /** Returns the chains, each with the number of its event. */
    Map<String, Long> events() {
        return events;
    }

    /** Returns after which chain to go on the next time; empty if there is nothing further. */
    String upTo() {
        return upTo;
    }

    /** Returns whether to look further. */
    private boolean take(List<Row> rows) {
        for (Row row : rows) {
            if (events.size() == limit) {
                return false;
            }
            if (!row.startedAt().isBefore(before)) {
                upTo = "";
                return false;
            }
            upTo = row.id();
            Instant finishedAt = row.finishedAt();
            if (finishedAt != null && finishedAt.isBefore(before)) {
                events.put(row.id(), row.event());
            }
        }
        if (rows.size() < BATCH) {
            upTo = "";
        }
        return true;
    }
}
