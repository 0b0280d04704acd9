package io.github.webhooks4j.storecopy;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import io.github.webhooks4j.storecopy.StoreCopyReport.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Counts and digests the rows of a table, in the order in which they come. Used by one thread. */
final class TableDigest {
    /** How many rows the driver of PostgreSQL holds at a time. */
    private static final int FETCHED_ROWS = 1_000;

    /** As many of rows with a body, of which each may have a megabyte, and twice that on the way. */
    private static final int FETCHED_BODIES = 20;

    private final MessageDigest digest = sha256();
    private long rows;

    private TableDigest() {}

    /** Reads a whole table, by one of the statements of its layout. */
    static Content of(JdbcSession session, TableLayout layout, String select) throws SQLException {
        session.open();
        var digest = new TableDigest();
        try (PreparedStatement statement = session.connection().prepareStatement(select)) {
            statement.setFetchSize(layout.types().contains(ColumnType.BYTEA) ? FETCHED_BODIES : FETCHED_ROWS);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    digest.add(layout.values(found));
                }
            }
        }
        return new Content(digest.rows, HexFormat.of().formatHex(digest.digest.digest()));
    }

    private void add(@Nullable Object[] row) {
        rows++;
        for (Object value : row) {
            if (value == null) {
                digest.update((byte) 0);
            } else if (value instanceof Long number) {
                put(1, Long.BYTES);
                digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            } else if (value instanceof byte[] bytes) {
                put(2, bytes.length);
                digest.update(bytes);
            } else {
                byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
                put(3, bytes.length);
                digest.update(bytes);
            }
        }
    }

    private void put(int kind, int length) {
        digest.update((byte) kind);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
