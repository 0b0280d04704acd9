package io.github.webhooks4j.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** What is particular to PostgreSQL on connections of the application. Without state. */
final class PostgresDialect implements Dialect {
    static final PostgresDialect INSTANCE = new PostgresDialect();

    private static final String UNDEFINED_TABLE = "42P01";

    private PostgresDialect() {}

    @Override
    public Session session(Connection connection) {
        return new PostgresSession(connection);
    }

    @Override
    public String product() {
        return "PostgreSQL";
    }

    @Override
    public OpenTransaction begin(Connection connection) throws SQLException {
        return new Transaction(connection);
    }

    /** Asks the driver too: within a distributed transaction a connection may show autocommit, and refuse to change it. */
    @Override
    public boolean isInTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            return true;
        }
        if (!connection.isWrapperFor(BaseConnection.class)) {
            return false;
        }
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        return !driver.getAutoCommit() || driver.getTransactionState() != TransactionState.IDLE;
    }

    @Override
    public boolean isTableMissing(SQLException e) {
        return UNDEFINED_TABLE.equals(e.getSQLState());
    }

    @Override
    public String place(Session session) throws SQLException {
        return session.list(SqlStatement.STORE_PLACE, row -> row.getString(1)).get(0);
    }

    @Override
    public Supplier<List<StoreIdentity>> identity(Journey journey) throws SQLException {
        return journey.list(
                SqlStatement.STORE_IDENTITY,
                row -> new StoreIdentity(row.getString(1), row.getString(2), row.getLong(3)));
    }
}
