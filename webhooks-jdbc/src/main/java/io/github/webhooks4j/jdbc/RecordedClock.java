package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.ClockCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** What the callers' clock showed when an engine recorded it last. Without state. */
final class RecordedClock {
    /** Clean-ups that follow each other write the time only this often. */
    private static final Duration GRAIN = Duration.ofMinutes(1);

    private static final String READ = "SELECT recorded_at FROM wh_clock";

    private static final String WRITE = """
            INSERT INTO wh_clock (id, recorded_at) VALUES (1, ?)
            ON CONFLICT (id) DO UPDATE SET recorded_at = excluded.recorded_at""";

    private RecordedClock() {}

    /** Returns the check after a look at the clock, whose time is recorded if it is trusted. */
    static ClockCheck check(Session session, ClockCheck before, Instant now) throws SQLException {
        Instant recorded = session.first(READ, row -> Rows.time(row, 1)).orElse(null);
        ClockCheck after = before.at(recorded, now);
        boolean isNews = recorded == null || now.isBefore(recorded) || now.isAfter(recorded.plus(GRAIN));
        if (after.isTrusted() && isNews) {
            session.update(WRITE, Rows.millis(now));
        }
        return after;
    }
}
