package io.github.webhooks4j.jdbc;

import static java.util.stream.Collectors.joining;

import io.github.webhooks4j.jdbc.Session.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A journey as one statement with semicolons in it: the driver sends all of it before it reads an answer. */
final class PostgresJourney implements Journey {
    /**
     * What may be on its way to the server while it sends rows: it takes in nothing as long as nobody reads these, and two who
     * wait for each other to read would wait for ever. Less than what the buffers of any system hold.
     */
    private static final int MAX_BYTES_BEHIND_ROWS = 32 << 10;

    private static final int BYTES_PER_KEY = 32;

    private final Session session;
    private final List<Stop<?>> stops = new ArrayList<>();

    PostgresJourney(Session session) {
        this.session = session;
    }

    @Override
    public <T> Supplier<List<T>> list(String sql, Row<T> row, @Nullable Object... parameters) {
        return add(new Stop<>(sql, parameters, true, statement -> {
            try (ResultSet rows = statement.getResultSet()) {
                return Session.read(rows, row);
            }
        }));
    }

    @Override
    public Supplier<Integer> update(String sql, @Nullable Object... parameters) {
        return add(new Stop<>(sql, parameters, false, PreparedStatement::getUpdateCount));
    }

    @Override
    public Supplier<Integer> write(Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
        return rows.isEmpty()
                ? () -> 0
                : update(PostgresDialect.statement(bulk), PostgresDialect.columns(session.connection(), bulk, rows));
    }

    @Override
    public void go() throws SQLException {
        var together = new ArrayList<Stop<?>>();
        int bytes = 0;
        for (Stop<?> stop : stops) {
            if (bytes + stop.bytes() > MAX_BYTES_BEHIND_ROWS
                    && together.stream().anyMatch(Stop::givesRows)) {
                run(together);
                together.clear();
                bytes = 0;
            }
            together.add(stop);
            bytes += together.size() == 1 ? 0 : stop.bytes();
        }
        if (!together.isEmpty()) {
            run(together);
        }
        stops.clear();
    }

    private void run(List<Stop<?>> together) throws SQLException {
        String sql = together.stream().map(stop -> stop.sql).collect(joining(";\n"));
        @Nullable Object[] parameters = together.stream()
                .flatMap(stop -> Arrays.stream(stop.parameters))
                .toArray();
        session.execute(sql, together, parameters);
    }

    private <T> Stop<T> add(Stop<T> stop) {
        stops.add(stop);
        return stop;
    }

    /** One statement, and what it was answered. */
    private static final class Stop<T> implements Session.Result, Supplier<T> {
        /** Makes something of a statement's present result. */
        interface Reading<T> {
            T of(PreparedStatement statement) throws SQLException;
        }

        private final String sql;
        private final @Nullable Object[] parameters;
        private final boolean givesRows;
        private final Reading<T> reading;
        private @Nullable T answer;

        Stop(String sql, @Nullable Object[] parameters, boolean givesRows, Reading<T> reading) {
            this.sql = sql;
            this.parameters = parameters;
            this.givesRows = givesRows;
            this.reading = reading;
        }

        boolean givesRows() {
            return givesRows;
        }

        int bytes() {
            int keys = 0;
            for (Object parameter : parameters) {
                keys += parameter instanceof Collection<?> many ? many.size() : 1;
            }
            return sql.length() + keys * BYTES_PER_KEY;
        }

        @Override
        public void read(PreparedStatement statement) throws SQLException {
            answer = reading.of(statement);
        }

        @Override
        public T get() {
            if (answer == null) {
                throw new IllegalStateException("no answer before the journey has gone: " + sql);
            }
            return answer;
        }
    }
}
