package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.sql.Dialect;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.OpenTransaction;
import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.jdbc.internal.sql.StoreIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** What is particular to SQLite on connections of the application. Without state. */
public final class SqliteDialect implements Dialect {
    public static final SqliteDialect INSTANCE = new SqliteDialect();

    private SqliteDialect() {}

    @Override
    public JdbcSession session(Connection connection) {
        return new SqliteSession(connection);
    }

    @Override
    public String product() {
        return "SQLite";
    }

    @Override
    public OpenTransaction begin(Connection connection) throws SQLException {
        return SqliteTransaction.begin(connection);
    }

    @Override
    public boolean isInTransaction(Connection connection) throws SQLException {
        return !connection.getAutoCommit();
    }

    @Override
    public boolean isTableMissing(SQLException e) {
        return SqlErrors.redactedMessage(e).contains("no such table: ");
    }

    /** The driver only reports that a constraint failed. */
    @Override
    public boolean isRowThere(SQLException e) {
        return SqliteFailure.isConstraint(e);
    }

    @Override
    public String place(JdbcSession session) throws SQLException {
        return session.list(SqlStatement.STORE_PLACE, row -> file(row.getString(1)))
                .get(0);
    }

    @Override
    public Supplier<List<StoreIdentity>> identity(StatementPipeline pipeline) throws SQLException {
        return pipeline.list(
                SqlStatement.STORE_IDENTITY,
                row -> new StoreIdentity(row.getString(1), file(row.getString(2)), row.getLong(3)));
    }

    /** Names a file in one way only, so that two names of it are the same. */
    private static String file(String name) {
        if (name.isEmpty()) {
            return "a store in memory";
        }
        try {
            return "the store file " + Path.of(name).toRealPath();
        } catch (IOException e) {
            return "the store file " + name;
        }
    }
}
