package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Rows as PostgreSQL takes many of them in one statement: an array for each column. Without state. */
final class PostgresArrays {
    private PostgresArrays() {}

    /** Returns an array for each column. */
    static Object[] columns(Connection connection, List<ColumnType> types, List<@Nullable Object[]> rows)
            throws SQLException {
        var columns = new Object[types.size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] = of(connection, rows, types.get(i), row -> row[column]);
        }
        return columns;
    }

    static <T> Array of(Connection connection, List<T> things, ColumnType type, Function<T, @Nullable Object> value)
            throws SQLException {
        int size = things.size();
        @Nullable Object[] values = switch (type) {
            case TEXT -> new String[size];
            case INTEGER -> new Integer[size];
            case BIGINT -> new Long[size];
            case BYTEA -> new byte[size][];
        };
        for (int i = 0; i < size; i++) {
            values[i] = value.apply(things.get(i));
        }
        return connection.createArrayOf(type.sqlName(), values);
    }

    /** Returns an array of numbers of things. */
    static <T> Array numbers(Connection connection, List<T> things, ToLongFunction<T> number) throws SQLException {
        return numbers(connection, things.stream().mapToLong(number).toArray());
    }

    /** Returns an array of numbers. */
    static Array numbers(Connection connection, long[] numbers) throws SQLException {
        // The driver's own method takes them without a box for each.
        if (connection.isWrapperFor(PGConnection.class)) {
            return connection.unwrap(PGConnection.class).createArrayOf("bigint", numbers);
        }
        var boxed = new Long[numbers.length];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = numbers[i];
        }
        return connection.createArrayOf("bigint", boxed);
    }

    /** Returns an array of keys, which are all numbers or all texts. */
    static Array keys(Connection connection, Collection<?> keys) throws SQLException {
        if (!keys.isEmpty() && keys.iterator().next() instanceof Number) {
            return numbers(
                    connection,
                    keys.stream().mapToLong(key -> ((Number) key).longValue()).toArray());
        }
        return connection.createArrayOf(
                "text", keys.stream().map(Object::toString).toArray(String[]::new));
    }
}
