package io.github.webhooks4j.jdbc.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction on a connection that others use before and after: rolled back unless it was committed, and the connection
 * is left in the mode it was found in. Used by one thread.
 */
public final class Transaction implements OpenTransaction {
    private final Connection connection;
    private final boolean autoCommit;
    private boolean open = true;

    public Transaction(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
        open = false;
    }

    @Override
    public void close() throws SQLException {
        if (open) {
            connection.rollback();
        }
        connection.setAutoCommit(autoCommit);
    }
}
