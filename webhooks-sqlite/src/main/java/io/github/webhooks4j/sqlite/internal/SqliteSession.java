package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatements;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session on SQLite: one transaction writes at a time, so no row has to be locked, and a statement costs little. */
final class SqliteSession extends JdbcSession {
    private static final SqlStatements STATEMENTS = SqliteScripts.statements();

    SqliteSession(Connection connection) {
        super(connection);
    }

    @Override
    public String sql(SqlStatement statement) {
        return STATEMENTS.text(statement);
    }

    @Override
    protected Object keys(Collection<String> keys) {
        return new String(StrictJson.write(Map.of("keys", List.copyOf(keys))), StandardCharsets.UTF_8);
    }

    @Override
    protected int writeRows(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return batch(statement, rows);
    }

    @Override
    public StatementPipeline pipeline() {
        return new SqlitePipeline(this);
    }
}
