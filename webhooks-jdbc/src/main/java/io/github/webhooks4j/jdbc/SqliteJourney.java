package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.jdbc.Session.Row;
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
    public <T> Supplier<List<T>> list(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        List<T> list = session.list(sql, row, parameters);
        return () -> list;
    }

    @Override
    public Supplier<Integer> update(String sql, @Nullable Object... parameters) throws SQLException {
        int changed = session.update(sql, parameters);
        return () -> changed;
    }

    @Override
    public Supplier<Integer> write(Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
        int written = session.write(bulk, rows);
        return () -> written;
    }

    @Override
    public void go() {}
}
