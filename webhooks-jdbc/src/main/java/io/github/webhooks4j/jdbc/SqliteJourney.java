package io.github.webhooks4j.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A journey within the process: every statement runs at once, since there is nothing to save. */
final class SqliteJourney implements Journey {
    private final Session session;

    SqliteJourney(Session session) {
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
    public void go() {}
}
