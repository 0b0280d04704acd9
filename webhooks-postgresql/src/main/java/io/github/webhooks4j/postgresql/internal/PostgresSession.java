package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
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

    private final boolean copies;

    /** Begins a session on a connection of the application, whose transaction must survive that a row is there already. */
    PostgresSession(Connection connection) {
        super(connection);
        this.copies = false;
    }

    /**
     * Begins a session on a connection of the store.
     *
     * @param opening statements that go with the first one, ahead of it
     */
    PostgresSession(Connection connection, List<String> opening) {
        super(connection, opening);
        this.copies = true;
    }

    /** Returns whether many new rows may be written by COPY, which fails the transaction if one is there already. */
    boolean copies() {
        return copies;
    }

    @Override
    public String sql(SqlStatement statement) {
        return STATEMENTS.text(statement);
    }

    @Override
    protected Object keys(Collection<?> keys) throws SQLException {
        return PostgresArrays.keys(connection(), keys);
    }

    @Override
    protected Object[] chainKeys(ChainKeys keys) throws SQLException {
        return new Object[] {
            PostgresArrays.numbers(connection(), keys.webhooks()), PostgresArrays.numbers(connection(), keys.numbers())
        };
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
