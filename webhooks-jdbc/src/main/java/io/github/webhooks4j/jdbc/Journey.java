package io.github.webhooks4j.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements that go to the database together, in their order, and come back with all answers: where a statement is a journey to
 * a server, many cost one. What comes back may be asked for after {@link #go}. Used by one thread.
 */
interface Journey {
    /** Reads rows, as {@link Session#list} does. */
    <T> Supplier<List<T>> list(SqlStatement statement, RowMapper<T> row, @Nullable Object... parameters)
            throws SQLException;

    /** Tells how many rows it changed, as {@link Session#update} does. */
    Supplier<Integer> update(SqlStatement statement, @Nullable Object... parameters) throws SQLException;

    /** Writes rows, if there are any, and tells how many were written, as {@link Session#write} does. */
    Supplier<Integer> write(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException;

    /** Runs what has not run yet. */
    void go() throws SQLException;
}
