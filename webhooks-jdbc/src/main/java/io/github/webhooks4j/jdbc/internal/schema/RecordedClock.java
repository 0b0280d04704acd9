package io.github.webhooks4j.jdbc.internal.schema;

import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.spi.store.ClockCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** What the callers' clock showed when an engine recorded it last. Without state. */
public final class RecordedClock {
    /** Clean-ups that follow each other write the time only this often. */
    private static final Duration GRAIN = Duration.ofMinutes(1);

    private RecordedClock() {}

    /** Returns the check after a look at the clock, whose time is recorded if it is trusted. */
    public static ClockCheck check(JdbcSession session, ClockCheck before, Instant now) throws SQLException {
        Instant recorded = session.first(SqlStatement.RECORDED_TIME, row -> RowMappers.time(row, 1))
                .orElse(null);
        ClockCheck after = before.at(recorded, now);
        boolean isNews = recorded == null || now.isBefore(recorded) || now.isAfter(recorded.plus(GRAIN));
        if (after.isTrusted() && isNews) {
            session.update(SqlStatement.RECORD_TIME, RowMappers.millis(now));
        }
        return after;
    }
}
