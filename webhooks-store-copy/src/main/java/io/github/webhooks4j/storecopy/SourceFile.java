package io.github.webhooks4j.storecopy;

import io.github.webhooks4j.jdbc.internal.commit.ChainCountTable;
import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.jdbc.internal.queue.ClaimBatches;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import io.github.webhooks4j.sqlite.internal.SqliteFile;
import io.github.webhooks4j.sqlite.internal.SqliteStoreFile;
import io.github.webhooks4j.stats.ChainCounts;
import io.github.webhooks4j.storecopy.StoreCopyReport.Content;
import io.github.webhooks4j.storecopy.TableLayout.SourceColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The store file that is copied, with its lock. Used by one thread. */
final class SourceFile implements AutoCloseable {
    /** Rows of one transaction in the target: it takes some milliseconds, and an interruption loses no more. */
    static final int BATCH_ROWS = 2_000;

    /** A batch ends early with the row by which it has as many bytes: a body may have megabytes. */
    static final int BATCH_BYTES = 8 << 20;

    private static final String HAS_INBOX = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'wh_inbox'";
    private static final String COLUMNS = "SELECT name, pk FROM pragma_table_info(?)";
    private static final String MARK =
            "INSERT INTO wh_store_copy (id, copy) VALUES (1, lower(hex(randomblob(16)))) ON CONFLICT DO NOTHING";
    private static final String MARKED = "SELECT copy FROM wh_store_copy";

    private final SqliteFile file;

    private SourceFile(SqliteFile file) {
        this.file = file;
    }

    /**
     * Rows that follow each other in the order of their keys.
     *
     * @param lastKey the key of the last one; null if there is none
     * @param isLast whether the table has no more
     */
    record Batch(List<@Nullable Object[]> rows, @Nullable String lastKey, boolean isLast) {}

    /**
     * Opens a file as a store does, which undoes the claims of the process that had it last.
     *
     * @throws StoreException as a store does, and if there is no such file
     */
    static SourceFile open(Path path, SecretCipher cipher) {
        Path absolute = path.toAbsolutePath().normalize();
        if (isEmpty(absolute)) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    "the store file " + absolute + " does not exist, or is empty; name the file of the store to copy");
        }
        return new SourceFile(SqliteStoreFile.open(path, cipher, false));
    }

    private static boolean isEmpty(Path file) {
        try {
            return !Files.exists(file) || (Files.isRegularFile(file) && Files.size(file) == 0);
        } catch (IOException e) {
            // Opening it finds the reason.
            return false;
        }
    }

    String subject() {
        return file.subject();
    }

    /** Names the copy that is made of the file: as before, if no store has opened the file since. */
    String mark() {
        return file.write(session -> {
            session.update(MARK);
            return session.list(MARKED, row -> row.getString(1)).get(0);
        });
    }

    boolean hasInbox() {
        return !file.read(session -> session.list(HAS_INBOX, row -> true)).isEmpty();
    }

    List<SourceColumn> columns(CopiedTable table) {
        return file.read(session ->
                session.list(COLUMNS, row -> new SourceColumn(row.getString(1), row.getInt(2)), table.name()));
    }

    long count(TableLayout layout) {
        return file.read(session -> session.list("SELECT count(*) FROM " + layout.name(), row -> row.getLong(1))
                .get(0));
    }

    /** Reads the rows after a key; null: from the first on. */
    Batch next(TableLayout layout, @Nullable String after) {
        return file.read(session -> {
            String select = layout.selectFromSource(after != null);
            try (PreparedStatement statement = session.connection().prepareStatement(select)) {
                if (after != null) {
                    Object[] parameters = layout.parameters(after);
                    for (int i = 0; i < parameters.length; i++) {
                        statement.setObject(i + 1, parameters[i]);
                    }
                }
                try (ResultSet found = statement.executeQuery()) {
                    return batch(layout, found);
                }
            }
        });
    }

    private static Batch batch(TableLayout layout, ResultSet found) throws SQLException {
        var rows = new ArrayList<@Nullable Object[]>();
        String last = null;
        long bytes = 0;
        boolean more = found.next();
        while (more && rows.size() < BATCH_ROWS && bytes < BATCH_BYTES) {
            @Nullable Object[] values = layout.values(found);
            rows.add(values);
            bytes += bytes(values);
            last = layout.keyOf(found);
            more = found.next();
        }
        return new Batch(rows, last, !more);
    }

    private static long bytes(@Nullable Object[] values) {
        long bytes = 0;
        for (Object value : values) {
            if (value instanceof byte[] binary) {
                bytes += binary.length;
            } else if (value instanceof String text) {
                bytes += text.length();
            }
        }
        return bytes;
    }

    Content content(TableLayout layout) {
        return file.read(session -> TableDigest.of(session, layout, layout.selectFromSource(false)));
    }

    ChainCounts chainCounts() {
        return file.read(ChainCountTable::sum);
    }

    List<String> inconsistencies(int limit) {
        return file.read(session -> ClaimBatches.inconsistencies(session, limit));
    }

    @Override
    public void close() {
        file.close();
    }
}
