package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.Dialect;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.OpenTransaction;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.jdbc.internal.sql.StoreIdentity;
import io.github.webhooks4j.jdbc.internal.sql.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** What is particular to PostgreSQL on connections of the application. Without state. */
public final class PostgresDialect implements Dialect {
    public static final PostgresDialect INSTANCE = new PostgresDialect();

    private static final String UNDEFINED_TABLE = "42P01";

    private static final String UNIQUE_VIOLATION = "23505";

    private PostgresDialect() {}

    @Override
    public JdbcSession session(Connection connection) {
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
    public boolean isRowThere(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState());
    }

    @Override
    public String place(JdbcSession session) throws SQLException {
        return session.list(SqlStatement.STORE_PLACE, row -> row.getString(1)).get(0);
    }

    @Override
    public Supplier<List<StoreIdentity>> identity(StatementPipeline pipeline) throws SQLException {
        return pipeline.list(
                SqlStatement.STORE_IDENTITY,
                row -> new StoreIdentity(row.getString(1), row.getString(2), row.getLong(3)));
    }
}
