package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.stats.ChainCounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The counts of all chains. Each connection to the database adds to a row of its own, so that no transaction ever waits for
 * another, a host's long one least of all; the counts are the sums over the rows. Without state.
 */
final class LedgerRows {
    private static final String COUNTS = "accepted, complete, waiting, pending, interrupted, cancelled";

    private static final String END = """

            ON CONFLICT (writer) DO UPDATE
               SET accepted = wh_ledger.accepted + excluded.accepted,
                   complete = wh_ledger.complete + excluded.complete,
                   waiting = wh_ledger.waiting + excluded.waiting,
                   pending = wh_ledger.pending + excluded.pending,
                   interrupted = wh_ledger.interrupted + excluded.interrupted,
                   cancelled = wh_ledger.cancelled + excluded.cancelled""";

    private static final String ADD =
            "INSERT INTO wh_ledger (writer, " + COUNTS + ") VALUES (pg_backend_pid()::text, ?, ?, ?, ?, ?, ?)" + END;

    private static final String ADD_TO_TOTAL =
            "INSERT INTO wh_ledger (writer, " + COUNTS + ") VALUES ('total', ?, ?, ?, ?, ?, ?)" + END;

    private static final String SUM = """
            SELECT coalesce(sum(accepted), 0), coalesce(sum(complete), 0), coalesce(sum(waiting), 0),
                   coalesce(sum(pending), 0), coalesce(sum(interrupted), 0), coalesce(sum(cancelled), 0)
              FROM wh_ledger""";

    /** What deleted webhooks left unfinished: waiting, and pending. */
    private static final String LEFT = """
            SELECT coalesce(sum((SELECT count(*) FROM wh_chain AS c
                                  WHERE c.webhook_id = w.id AND c.deadline_at IS NOT NULL)), 0),
                   coalesce(sum((SELECT count(*) FROM wh_due AS d WHERE d.webhook_id = w.id)), 0)
              FROM wh_webhook AS w WHERE w.status = 'deleted'""";

    /** One statement, and so at one moment. */
    static final String COUNT = "SELECT * FROM (" + SUM + ") AS counts CROSS JOIN (" + LEFT + ") AS left_over";

    private static final String ROWS = "SELECT " + COUNTS
            + ", writer FROM wh_ledger WHERE writer <> 'total' ORDER BY writer FOR UPDATE SKIP LOCKED";

    private static final String DELETE_ROWS = "DELETE FROM wh_ledger WHERE writer = ANY (?)";

    private static final ChainCounts NOTHING = new ChainCounts(0, 0, 0, 0, 0, 0);

    private LedgerRows() {}

    /** Adds to the counts. */
    static void add(Journey journey, ChainCounts growth) throws SQLException {
        if (!growth.equals(NOTHING)) {
            add(journey, ADD, growth);
        }
    }

    /** Writes without changing anything, and so shows that the database takes what is written. */
    static void touch(Session session) throws SQLException {
        Journey journey = session.journey();
        add(journey, ADD, NOTHING);
        journey.go();
    }

    /** Returns the counts; what deleted webhooks left unfinished counts as cancelled. */
    static ChainCounts sum(Session session) throws SQLException {
        return session.list(COUNT, row -> {
                    long waiting = row.getLong(7);
                    long pending = row.getLong(8);
                    return plus(ledger(row), new ChainCounts(0, 0, -waiting, -pending, 0, waiting + pending));
                })
                .get(0);
    }

    /** Adds up into one row what connections have left, many of which are closed by now; not what is being written. */
    static int fold(Session session) throws SQLException {
        var writers = new ArrayList<String>();
        List<ChainCounts> rows = session.list(ROWS, row -> {
            writers.add(row.getString(7));
            return ledger(row);
        });
        if (!rows.isEmpty()) {
            Journey journey = session.journey();
            add(journey, ADD_TO_TOTAL, rows.stream().reduce(NOTHING, LedgerRows::plus));
            journey.update(DELETE_ROWS, writers);
            journey.go();
        }
        return rows.size();
    }

    private static void add(Journey journey, String sql, ChainCounts growth) throws SQLException {
        journey.update(
                sql,
                growth.accepted(),
                growth.complete(),
                growth.awaitingCallback(),
                growth.delivering(),
                growth.interrupted(),
                growth.cancelled());
    }

    private static ChainCounts plus(ChainCounts one, ChainCounts other) {
        return new ChainCounts(
                one.accepted() + other.accepted(),
                one.complete() + other.complete(),
                one.awaitingCallback() + other.awaitingCallback(),
                one.delivering() + other.delivering(),
                one.interrupted() + other.interrupted(),
                one.cancelled() + other.cancelled());
    }

    private static ChainCounts ledger(ResultSet row) throws SQLException {
        return new ChainCounts(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
    }
}
