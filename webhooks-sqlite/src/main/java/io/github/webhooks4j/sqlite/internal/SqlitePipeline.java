package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.RowMapper;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pipeline within the process: every statement runs at once, since there are no round trips to save. */
final class SqlitePipeline implements StatementPipeline {
    private final JdbcSession session;

    SqlitePipeline(JdbcSession session) {
        this.session = session;
    }

    @Override
    public <T> Supplier<List<T>> list(SqlStatement statement, RowMapper<T> row, @Nullable Object... parameters)
            throws SQLException {
        List<T> list = session.list(statement, row, parameters);
        return () -> list;
    }

    @Override
    public Supplier<Integer> update(SqlStatement statement, @Nullable Object... parameters) throws SQLException {
        int changed = session.update(statement, parameters);
        return () -> changed;
    }

    @Override
    public Supplier<Integer> write(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        int written = session.write(statement, rows);
        return () -> written;
    }

    @Override
    public void lockChains(ChainKeys chains) {}

    @Override
    public void flush() {}
}
