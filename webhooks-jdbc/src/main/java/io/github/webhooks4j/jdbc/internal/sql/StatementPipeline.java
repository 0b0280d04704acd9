package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements that go to the database together, in their order, and return all results together: where a statement is a
 * round trip to a server, many cost one. A result may be read after {@link #flush}. Used by one thread.
 */
public interface StatementPipeline {
    /** Reads rows, as {@link JdbcSession#list} does. */
    <T> Supplier<List<T>> list(SqlStatement statement, RowMapper<T> row, @Nullable Object... parameters)
            throws SQLException;

    /** Returns how many rows it changed, as {@link JdbcSession#update} does. */
    Supplier<Integer> update(SqlStatement statement, @Nullable Object... parameters) throws SQLException;

    /** Writes rows, if there are any, and returns how many were written, as {@link JdbcSession#write} does. */
    Supplier<Integer> write(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException;

    /**
     * Writes rows as {@link #write} does, of a statement that leaves out rows which are there.
     *
     * @param checked false if the transaction has not looked whether they are there, and is run again if one is: then the database
     *     may write them in a faster way by which the transaction fails, with a failure that has it run again
     */
    default Supplier<Integer> insert(SqlStatement statement, List<@Nullable Object[]> rows, boolean checked)
            throws SQLException {
        return write(statement, rows);
    }

    /**
     * Locks chains in the order of their keys, without reading them, until the end of the transaction; those that are not there are left
     * out. Does nothing where one transaction writes at a time.
     */
    void lockChains(ChainKeys chains) throws SQLException;

    /** Runs what has not run yet. */
    void flush() throws SQLException;
}
