package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** How one kind of database differs from another. */
public interface Dialect {
    /** Begins a session on a connection. */
    JdbcSession session(Connection connection);

    /** Returns the name of the product, as the driver's metadata has it. */
    String product();

    /** Begins a transaction on a connection of the application's that has autocommit on. */
    OpenTransaction begin(Connection connection) throws SQLException;

    /** Returns whether a connection of the application's is within a transaction, which it need not show by its autocommit. */
    boolean isInTransaction(Connection connection) throws SQLException;

    /** Returns whether a statement failed because a table is not there. */
    boolean isTableMissing(SQLException e);

    /** Returns whether a statement failed because a row is there already that it should have added. */
    boolean isRowThere(SQLException e);

    /** Returns where a connection leads, as messages name it. */
    String place(JdbcSession session) throws SQLException;

    /** Asks on a pipeline for the identity of the store to which the connection leads: at most one. */
    Supplier<List<StoreIdentity>> identity(StatementPipeline pipeline) throws SQLException;
}
