package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatements;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session on PostgreSQL, where every statement is a round trip, so that many rows go in one, as arrays. */
final class PostgresSession extends JdbcSession {
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
    public String sql(SqlStatement statement) {
        return STATEMENTS.text(statement);
    }

    @Override
    protected Object keys(Collection<String> keys) throws SQLException {
        return connection().createArrayOf("text", keys.toArray(new String[0]));
    }

    @Override
    protected int writeRows(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return update(statement, PostgresArrays.columns(connection(), statement.columns(), rows));
    }

    @Override
    public StatementPipeline pipeline() {
        return new PostgresPipeline(this);
    }
}
