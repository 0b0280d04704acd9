package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.stats.ChainCounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The counts of all chains. Each connection to the database adds to a row of its own, so that no transaction ever waits for
 * another, least of all for a long one of the application's; the counts are the sums over the rows. Without state.
 */
public final class ChainCountTable {
    private static final ChainCounts NOTHING = new ChainCounts(0, 0, 0, 0, 0, 0);

    private ChainCountTable() {}

    /** Adds to the counts. */
    static void add(StatementPipeline pipeline, ChainCounts growth) throws SQLException {
        if (!growth.equals(NOTHING)) {
            add(pipeline, SqlStatement.ADD_COUNTS, growth);
        }
    }

    /** Writes without changing anything, and so shows that the database takes what is written. */
    static void touch(JdbcSession session) throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        add(pipeline, SqlStatement.ADD_COUNTS, NOTHING);
        pipeline.flush();
    }

    /** Returns the counts; what deleted webhooks left unfinished counts as cancelled. */
    public static ChainCounts sum(JdbcSession session) throws SQLException {
        return session.list(SqlStatement.COUNT_CHAINS, row -> {
                    long waiting = row.getLong(7);
                    long pending = row.getLong(8);
                    return plus(counts(row), new ChainCounts(0, 0, -waiting, -pending, 0, waiting + pending));
                })
                .get(0);
    }

    /** Adds up into one row what connections have left, many of which are closed by now; not what is being written. */
    static int fold(JdbcSession session) throws SQLException {
        var writers = new ArrayList<String>();
        List<ChainCounts> rows = session.list(SqlStatement.LOCK_COUNTS, row -> {
            writers.add(row.getString(7));
            return counts(row);
        });
        if (!rows.isEmpty()) {
            StatementPipeline pipeline = session.pipeline();
            add(pipeline, SqlStatement.ADD_TOTAL_COUNTS, rows.stream().reduce(NOTHING, ChainCountTable::plus));
            pipeline.update(SqlStatement.DELETE_COUNTS, writers);
            pipeline.flush();
        }
        return rows.size();
    }

    private static void add(StatementPipeline pipeline, SqlStatement add, ChainCounts growth) throws SQLException {
        pipeline.update(
                add,
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

    private static ChainCounts counts(ResultSet row) throws SQLException {
        return new ChainCounts(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
    }
}
