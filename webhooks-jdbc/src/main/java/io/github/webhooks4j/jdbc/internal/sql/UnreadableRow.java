package io.github.webhooks4j.jdbc.internal.sql;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row that holds what no store has written: a page of the file is damaged, or the row was changed by hand. Names the table
 * and the id, and never a value.
 */
public final class UnreadableRow extends SQLException {
    private static final long serialVersionUID = 1;

    /** What the SQL standard's family of databases calls data_corrupted. */
    private static final String STATE = "XX001";

    /** SQLite's own code for a damaged file. */
    private static final int CODE = 11;

    private static final Set<String> IDS = Set.of("id", "chain_id", "webhook_id");
    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,64}");

    /**
     * Creates one.
     *
     * @param where the row, as the subject of a sentence
     * @param why what reading it came to, of which only the kind and the place in the code are shown: messages quote values
     */
    public UnreadableRow(String where, RuntimeException why) {
        this(where, "what cannot be read (" + why.getClass().getSimpleName() + ")", why);
    }

    /**
     * Creates one.
     *
     * @param what the row holds instead of what it should
     */
    public UnreadableRow(String where, String what, RuntimeException why) {
        super(where + " holds " + what, STATE, CODE);
        setStackTrace(why.getStackTrace());
    }

    /** Returns it as the failure of a store on a database server. */
    public StoreException damaged(String subject) {
        return new StoreException(
                Reason.DAMAGED,
                subject + " is damaged: " + getMessage()
                        + "; restore the row from a backup (docs/operating.md, \"A row cannot " + "be read\")",
                this);
    }

    /** Names a row that was read before. */
    public static String where(String table, String column, String id) {
        return "a row of " + table + " (" + column + " " + shown(id) + ")";
    }

    /** Names the row that a result set is at. */
    static String where(ResultSet row) throws SQLException {
        String table = row.getMetaData().getTableName(1);
        String id = id(row);
        return "a row" + (table == null || table.isEmpty() ? "" : " of " + table) + (id == null ? "" : " (" + id + ")");
    }

    private static @Nullable String id(ResultSet row) throws SQLException {
        String column = row.getMetaData().getColumnName(1);
        if (column.equals("webhook_number")) {
            long webhook = row.getLong(1);
            long number = row.getLong(2);
            return "id " + (webhook < 0 || number < 0 ? shown(null) : ChainId.of(webhook, number));
        }
        if (!IDS.contains(column)) {
            return null;
        }
        return column + " " + shown(row.getString(1));
    }

    private static String shown(@Nullable String id) {
        return id != null && ID.matcher(id).matches() ? id : "unreadable too";
    }
}
