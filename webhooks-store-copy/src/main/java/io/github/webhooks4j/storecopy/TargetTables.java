package io.github.webhooks4j.storecopy;

import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.jdbc.internal.commit.ChainCountTable;
import io.github.webhooks4j.jdbc.internal.queue.ClaimBatches;
import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import io.github.webhooks4j.postgresql.internal.CopiedRows;
import io.github.webhooks4j.postgresql.internal.PostgresDatabase;
import io.github.webhooks4j.postgresql.internal.PostgresSchema;
import io.github.webhooks4j.postgresql.internal.PostgresScripts;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.storecopy.CopyRecord.Position;
import io.github.webhooks4j.storecopy.StoreCopyException.Reason;
import io.github.webhooks4j.storecopy.StoreCopyReport.Content;
import io.github.webhooks4j.storecopy.TableLayout.Column;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tables on PostgreSQL that a store is copied to. Used by one thread. */
final class TargetTables implements AutoCloseable {
    private static final String RECORD =
            "SELECT copy, source, table_name, last_key, copied, begun_at, finished_at FROM wh_store_copy";

    private static final String BEGIN = """
            INSERT INTO wh_store_copy (id, copy, source, table_name, copied, begun_at) VALUES (1, ?, ?, ?, 0, ?)""";

    /** Changes nothing if another process has copied in the meantime. */
    private static final String ADVANCE = """
            UPDATE wh_store_copy SET table_name = ?, last_key = ?, copied = ?
             WHERE copy = ? AND table_name = ? AND copied = ? AND finished_at IS NULL""";

    private static final String FINISH = "UPDATE wh_store_copy SET finished_at = ? WHERE copy = ?";

    private static final String TYPES = """
            SELECT attname, format_type(atttypid, NULL)
              FROM pg_attribute
             WHERE attrelid = CAST(CAST(? AS text) AS regclass) AND attnum > 0 AND NOT attisdropped""";

    private final PostgresDatabase database;

    private TargetTables(PostgresDatabase database) {
        this.database = database;
    }

    /** Looks at the database, and creates the tables of a store or upgrades them where needed. */
    static TargetTables connect(DataSource source) {
        PostgresDatabase database = PostgresDatabase.connect(source, 1);
        PostgresSchema.prepare(database, PostgresScripts.schema(), true);
        return new TargetTables(database);
    }

    String subject() {
        return database.subject();
    }

    Instant time() {
        return database.read(session -> session.first(SqlStatement.CURRENT_TIME, row -> RowMappers.time(row, 1))
                .orElseThrow());
    }

    /** Returns what is known of the copy that is here; empty: there is none. */
    Optional<CopyRecord> copy() {
        return database
                .read(session -> session.list(
                        RECORD,
                        row -> new CopyRecord(
                                row.getString(1),
                                row.getString(2),
                                new Position(row.getString(3), row.getString(4), row.getLong(5)),
                                RowMappers.time(row, 6),
                                RowMappers.timeOrNull(row, 7))))
                .stream()
                .findFirst();
    }

    /**
     * Begins a copy.
     *
     * @param source what is copied, for people
     * @throws StoreCopyException if the tables are not empty
     */
    void begin(String copy, String source, List<CopiedTable> tables, Clock clock) {
        database.write(session -> {
            session.update(BEGIN, copy, source, tables.get(0).name(), RowMappers.millis(clock.instant()));
            if (tables.contains(CopiedTable.INBOX)) {
                Inbox.of(clock).createSchema(session.connection());
            }
            for (CopiedTable table : tables) {
                refuseRows(session, table, source);
                if (table.made() != null) {
                    session.update("DELETE FROM " + table.name());
                }
            }
            return true;
        });
    }

    private void refuseRows(JdbcSession session, CopiedTable table, String source) throws SQLException {
        String others = table.made() == null ? "" : " WHERE NOT (" + table.made() + ")";
        if (!session.list("SELECT 1 FROM " + table.name() + others + " LIMIT 1", row -> true)
                .isEmpty()) {
            throw new StoreCopyException(
                    Reason.TARGET_NOT_EMPTY,
                    subject() + " must be empty to take a copy of " + source + ", but " + table.name()
                            + " has rows; nothing was copied; give the copy a schema of its own");
        }
    }

    Map<String, ColumnType> types(CopiedTable table) {
        return database
                .read(session -> session.list(
                        TYPES,
                        row -> new Column(
                                row.getString(1),
                                ColumnType.valueOf(row.getString(2).toUpperCase(Locale.ROOT))),
                        table.name()))
                .stream()
                .collect(Collectors.toMap(Column::name, Column::type));
    }

    /**
     * Writes rows, and how far the copy has come with them, in one transaction.
     *
     * @throws StoreCopyException if the copy is not where it was: then another process makes it too
     */
    void write(CopyRecord copy, Position before, Position after, TableLayout layout, List<@Nullable Object[]> rows) {
        database.write(session -> {
            int advanced = session.update(
                    ADVANCE, after.table(), after.lastKey(), after.rows(), copy.copy(), before.table(), before.rows());
            if (advanced == 0) {
                throw new StoreCopyException(
                        Reason.OTHER_COPY,
                        subject() + " takes the copy of " + copy.source()
                                + " from another process too; let one process finish it");
            }
            if (!rows.isEmpty()) {
                CopiedRows.write(session.connection(), layout.into(), layout.types(), rows);
            }
            return true;
        });
    }

    void finish(CopyRecord copy, Instant now) {
        database.write(session -> session.update(FINISH, RowMappers.millis(now), copy.copy()));
    }

    Content content(TableLayout layout) {
        return database.read(session -> TableDigest.of(session, layout, layout.selectFromTarget()));
    }

    ChainCounts chainCounts() {
        return database.read(ChainCountTable::sum);
    }

    List<String> inconsistencies(int limit) {
        return database.read(session -> ClaimBatches.inconsistencies(session, limit));
    }

    @Override
    public void close() {
        database.close();
    }
}
