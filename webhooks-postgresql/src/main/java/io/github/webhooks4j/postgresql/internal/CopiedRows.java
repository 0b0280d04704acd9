package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way to the server in the binary format of COPY: for many rows cheaper than an INSERT, of which the server
 * has to take arrays apart; for few dearer, since it takes two exchanges. Used by one thread.
 */
public final class CopiedRows {
    /** From how many rows on COPY is the cheaper way. */
    static final int MIN_ROWS = 50;

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final String INSERT = "INSERT INTO ";

    private byte[] bytes = new byte[1 << 16];
    private int end;

    private CopiedRows() {}

    /**
     * Writes rows, and returns how many; fails if one is there already.
     *
     * @param into the table, and its columns in parentheses
     */
    public static int write(Connection connection, String into, List<ColumnType> types, List<@Nullable Object[]> rows)
            throws SQLException {
        var copied = new CopiedRows();
        copied.put(HEADER);
        for (@Nullable Object[] row : rows) {
            copied.putRow(types, row);
        }
        copied.putShort(-1);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + into + " FROM STDIN BINARY");
        copy.writeToCopy(copied.bytes, 0, copied.end);
        return Math.toIntExact(copy.endCopy());
    }

    /** Returns whether rows of a statement can be copied on a connection. */
    static boolean isFor(SqlStatement statement, Connection connection) throws SQLException {
        return (statement == SqlStatement.INSERT_EVENTS || statement == SqlStatement.INSERT_CHAINS)
                && connection.isWrapperFor(PGConnection.class);
    }

    /** Returns the table and the columns that an INSERT inserts into. */
    static String into(String insert) {
        return insert.substring(INSERT.length(), insert.indexOf(')') + 1);
    }

    private void putRow(List<ColumnType> types, @Nullable Object[] row) {
        putShort(row.length);
        for (int i = 0; i < row.length; i++) {
            Object value = row[i];
            if (value == null) {
                putInt(-1);
                continue;
            }
            switch (types.get(i)) {
                case TEXT -> putBytes(((String) value).getBytes(StandardCharsets.UTF_8));
                case BYTEA -> putBytes((byte[]) value);
                case INTEGER -> {
                    putInt(Integer.BYTES);
                    putInt(((Number) value).intValue());
                }
                case BIGINT -> {
                    putInt(Long.BYTES);
                    putLong(((Number) value).longValue());
                }
            }
        }
    }

    private void putBytes(byte[] value) {
        putInt(value.length);
        put(value);
    }

    private void put(byte[] value) {
        makeRoom(value.length);
        System.arraycopy(value, 0, bytes, end, value.length);
        end += value.length;
    }

    private void putShort(int value) {
        makeRoom(Short.BYTES);
        bytes[end++] = (byte) (value >> 8);
        bytes[end++] = (byte) value;
    }

    private void putInt(int value) {
        putShort(value >> 16);
        putShort(value);
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }

    private void makeRoom(int length) {
        if (end + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + length, 2 * bytes.length));
        }
    }
}
