package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatements;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session on SQLite: one transaction writes at a time, so no row has to be locked, and a statement costs little. */
final class SqliteSession extends JdbcSession {
    private static final SqlStatements STATEMENTS = SqliteScripts.statements();

    private final ShortStatements shortStatements = new ShortStatements();

    SqliteSession(Connection connection) {
        super(connection);
    }

    @Override
    public String sql(SqlStatement statement) {
        return STATEMENTS.text(statement);
    }

    @Override
    protected Object keys(Collection<?> keys) {
        return SqliteKeys.json(keys);
    }

    @Override
    protected Object[] chainKeys(ChainKeys keys) {
        return new Object[] {keys.toJson()};
    }

    @Override
    protected int writeRows(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return write(sql(statement), rows);
    }

    private int write(String text, List<@Nullable Object[]> rows) throws SQLException {
        ShortStatements.Form form = shortStatements.of(text, rows);
        if (form == null) {
            return batch(text, rows);
        }
        int whole = rows.size() - rows.size() % form.rows();
        var parameters = new ArrayList<@Nullable Object[]>(whole / form.rows());
        for (int from = 0; from < whole; from += form.rows()) {
            parameters.add(form.parameters(rows.subList(from, from + form.rows())));
        }
        int written = batch(form.sql(), parameters);
        return whole == rows.size() ? written : written + write(text, rows.subList(whole, rows.size()));
    }

    @Override
    public StatementPipeline pipeline() {
        return new SqlitePipeline(this);
    }
}
