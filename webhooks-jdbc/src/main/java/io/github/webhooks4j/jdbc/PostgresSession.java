package io.github.webhooks4j.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session on PostgreSQL, where every statement is a round trip, so that many rows go in one, as arrays. */
final class PostgresSession extends Session {
    private static final SqlStatements STATEMENTS = PostgresScripts.statements();

    PostgresSession(Connection connection) {
        super(connection);
    }

    /**
     * Begins a session.
     *
     * @param opening statements that go with the first one, ahead of it
     */
    PostgresSession(Connection connection, List<String> opening) {
        super(connection, opening);
    }

    @Override
    String sql(SqlStatement statement) {
        return STATEMENTS.text(statement);
    }

    @Override
    Object keys(Collection<String> keys) throws SQLException {
        return connection().createArrayOf("text", keys.toArray(new String[0]));
    }

    @Override
    int writeRows(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return update(statement, PostgresArrays.columns(connection(), statement.columns(), rows));
    }

    @Override
    Journey journey() {
        return new PostgresJourney(this);
    }
}
