package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a commit locks the chains that it updates without having read them: that of their keys, as every
 * transaction does, so that of two transactions one waits and none is in the other's way. Used by one thread.
 */
final class ChainLocks {
    /** Locks chains in the order of their keys. */
    static final String LOCK = """
            SELECT count(*)
              FROM (SELECT 1
                      FROM unnest(?, ?) AS k (webhook_number, number)
                      JOIN wh_chain AS c ON c.webhook_number = k.webhook_number AND c.number = k.number
                     ORDER BY c.webhook_number, c.number FOR NO KEY UPDATE OF c) AS locked""";

    /** The rows of each end with the key and a guard, which is null if the chain is locked already. */
    private static final Set<SqlStatement> UPDATES =
            EnumSet.of(SqlStatement.MOVE_CHAINS, SqlStatement.SETTLE_HELD, SqlStatement.UPDATE_CHAINS);

    private static final Comparator<@Nullable Object[]> BY_KEY =
            Comparator.<@Nullable Object[]>comparingLong(row -> webhook(row)).thenComparingLong(row -> number(row));

    private final List<@Nullable Object[]> unlocked = new ArrayList<>();
    private int statements;

    /** Returns the rows of a statement in the order in which they are to be written. */
    List<@Nullable Object[]> inOrder(SqlStatement statement, List<@Nullable Object[]> rows) {
        if (!UPDATES.contains(statement) || rows.isEmpty()) {
            return rows;
        }
        var sorted = new ArrayList<>(rows);
        sorted.sort(BY_KEY);
        int before = unlocked.size();
        for (@Nullable Object[] row : sorted) {
            if (row[row.length - 1] != null) {
                unlocked.add(row);
            }
        }
        statements += unlocked.size() > before ? 1 : 0;
        return sorted;
    }

    /** Returns whether chains must be locked ahead: one statement locks its own in their order, several do not. */
    boolean areNeeded() {
        return statements > 1;
    }

    /** Returns the numbers of the webhooks of the chains to lock. */
    long[] webhooks() {
        return unlocked.stream().mapToLong(ChainLocks::webhook).toArray();
    }

    /** Returns the numbers of the chains to lock, as long as {@link #webhooks}. */
    long[] numbers() {
        return unlocked.stream().mapToLong(ChainLocks::number).toArray();
    }

    private static long webhook(@Nullable Object[] row) {
        return number(row[row.length - 3]);
    }

    private static long number(@Nullable Object[] row) {
        return number(row[row.length - 2]);
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("a row must have the key of its chain");
    }
}
