package io.github.webhooks4j.jdbc;

import static java.util.stream.Collectors.joining;

import io.github.webhooks4j.jdbc.SqlStatement.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A journey as one statement with semicolons in it: the driver sends all of it before it reads an answer. */
final class PostgresJourney implements Journey {
    /**
     * What may be on its way to the server while it sends rows: it takes in nothing as long as nobody reads these, and two who
     * wait for each other to read would wait for ever. Less than what the buffers of any system hold.
     */
    private static final int MAX_BYTES_BEHIND_ROWS = 32 << 10;

    /** What one parameter or key takes beside its text. */
    private static final int BYTES_EACH = 8;

    private final Session session;
    private final List<Stop> stops = new ArrayList<>();

    PostgresJourney(Session session) {
        this.session = session;
    }

    @Override
    public <T> Supplier<List<T>> list(SqlStatement statement, RowMapper<T> row, @Nullable Object... parameters) {
        return list(session.sql(statement), row, parameters);
    }

    /** Reads rows by a statement that only this database has. */
    <T> Supplier<List<T>> list(String sql, RowMapper<T> row, @Nullable Object... parameters) {
        var list = new ArrayList<T>();
        stops.add(new Stop(sql, parameters, bytes(parameters), true, Session.rowsInto(list, row)));
        return onceGone(() -> list);
    }

    @Override
    public Supplier<Integer> update(SqlStatement statement, @Nullable Object... parameters) {
        return update(session.sql(statement), parameters, bytes(parameters));
    }

    /** Changes rows by a statement that only this database has. */
    Supplier<Integer> update(String sql, @Nullable Object... parameters) {
        return update(sql, parameters, bytes(parameters));
    }

    @Override
    public Supplier<Integer> write(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return write(session.sql(statement), statement.columns(), rows);
    }

    /** Writes rows by a statement that only this database has. */
    Supplier<Integer> write(String sql, List<ColumnType> types, List<@Nullable Object[]> rows) throws SQLException {
        return rows.isEmpty()
                ? () -> 0
                : update(sql, PostgresArrays.columns(session.connection(), types, rows), MAX_BYTES_BEHIND_ROWS + 1);
    }

    private Supplier<Integer> update(String sql, @Nullable Object[] parameters, int bytes) {
        var changed = new AtomicInteger();
        stops.add(new Stop(sql, parameters, bytes, false, Session.countInto(changed)));
        return onceGone(changed::get);
    }

    @Override
    public void go() throws SQLException {
        var together = new ArrayList<Stop>();
        boolean rows = false;
        int bytesBehindRows = 0;
        for (Stop stop : stops) {
            bytesBehindRows += rows ? stop.bytes() : 0;
            if (bytesBehindRows > MAX_BYTES_BEHIND_ROWS) {
                run(together);
                together.clear();
                rows = false;
                bytesBehindRows = 0;
            }
            together.add(stop);
            rows |= stop.givesRows();
        }
        if (!together.isEmpty()) {
            run(together);
        }
        stops.clear();
    }

    private void run(List<Stop> together) throws SQLException {
        session.execute(
                together.stream().map(Stop::sql).collect(joining(";\n")),
                together.stream().map(Stop::result).toList(),
                together.stream()
                        .flatMap(stop -> Arrays.stream(stop.parameters()))
                        .toArray());
    }

    private <T> Supplier<T> onceGone(Supplier<T> answer) {
        return () -> {
            if (!stops.isEmpty()) {
                throw new IllegalStateException("an answer must not be asked for before the journey has gone");
            }
            return answer.get();
        };
    }

    private static int bytes(@Nullable Object[] parameters) {
        int bytes = 0;
        for (Object parameter : parameters) {
            bytes += BYTES_EACH;
            if (parameter instanceof Collection<?> keys) {
                for (Object key : keys) {
                    bytes += BYTES_EACH + key.toString().length();
                }
            }
        }
        return bytes;
    }

    /**
     * One statement.
     *
     * @param bytes about how many it sends, as many as matter here at most
     * @param result who reads what it comes to
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on to the driver, and never compared
    private record Stop(String sql, @Nullable Object[] parameters, int bytes, boolean givesRows, ResultReader result) {}
}
