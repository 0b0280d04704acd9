package io.github.webhooks4j.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** What is particular to SQLite on connections of the application. Without state. */
final class SqliteDialect implements Dialect {
    static final SqliteDialect INSTANCE = new SqliteDialect();

    private SqliteDialect() {}

    @Override
    public Session session(Connection connection) {
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
        return FirstLine.of(e).contains("no such table: ");
    }

    @Override
    public String place(Session session) throws SQLException {
        return session.list(SqlStatement.STORE_PLACE, row -> file(row.getString(1)))
                .get(0);
    }

    @Override
    public Supplier<List<StoreIdentity>> identity(Journey journey) throws SQLException {
        return journey.list(
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
