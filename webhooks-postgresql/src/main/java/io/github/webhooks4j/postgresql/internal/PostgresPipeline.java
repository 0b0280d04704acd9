package io.github.webhooks4j.postgresql.internal;

import static java.util.stream.Collectors.joining;

import io.github.webhooks4j.jdbc.internal.sql.ChainKeys;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.ResultReader;
import io.github.webhooks4j.jdbc.internal.sql.RowMapper;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement.ColumnType;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pipeline as one text with semicolons in it: the driver sends all of it before it reads a result. */
public final class PostgresPipeline implements StatementPipeline {
    /**
     * How much may be sent while the server returns rows. Both sides would block on full socket buffers and deadlock:
     * keep it below the smallest buffer size in use.
     */
    private static final int MAX_BYTES_BEHIND_ROWS = 32 << 10;

    /** What one parameter or key takes beside its text. */
    private static final int BYTES_EACH = 8;

    /** What a number in an array takes, with its length. */
    private static final int BYTES_EACH_NUMBER = 12;

    private final JdbcSession session;
    private final List<Copy> copies = new ArrayList<>();
    private final List<PipelinedStatement> stops = new ArrayList<>();
    private ChainLocks locks = new ChainLocks();

    public PostgresPipeline(JdbcSession session) {
        this.session = session;
    }

    @Override
    public <T> Supplier<List<T>> list(SqlStatement statement, RowMapper<T> row, @Nullable Object... parameters) {
        return list(session.sql(statement), row, parameters);
    }

    /** Reads rows by a statement that only this database has. */
    public <T> Supplier<List<T>> list(String sql, RowMapper<T> row, @Nullable Object... parameters) {
        var list = new ArrayList<T>();
        stops.add(new PipelinedStatement(sql, parameters, bytes(parameters), true, JdbcSession.rowsInto(list, row)));
        return afterFlush(() -> list);
    }

    @Override
    public Supplier<Integer> update(SqlStatement statement, @Nullable Object... parameters) {
        return update(session.sql(statement), parameters, bytes(parameters));
    }

    /** Changes rows by a statement that only this database has. */
    public Supplier<Integer> update(String sql, @Nullable Object... parameters) {
        return update(sql, parameters, bytes(parameters));
    }

    @Override
    public Supplier<Integer> write(SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException {
        return insert(statement, rows, statement != SqlStatement.INSERT_CHAINS);
    }

    /** Many rows are copied (COPY), and are ahead of all other statements of the pipeline. */
    @Override
    public Supplier<Integer> insert(SqlStatement statement, List<@Nullable Object[]> rows, boolean checked)
            throws SQLException {
        if (checked
                || rows.size() < CopiedRows.MIN_ROWS
                || !(session instanceof PostgresSession own && own.copies())
                || !CopiedRows.isFor(statement, session.connection())) {
            return write(session.sql(statement), statement.columns(), locks.inOrder(statement, rows));
        }
        var copied = new AtomicInteger();
        copies.add(new Copy(session.sql(statement), statement.columns(), rows, copied));
        return afterFlush(copied::get);
    }

    /** Writes rows by a statement that only this database has. */
    public Supplier<Integer> write(String sql, List<ColumnType> types, List<@Nullable Object[]> rows)
            throws SQLException {
        return rows.isEmpty()
                ? () -> 0
                : update(sql, PostgresArrays.columns(session.connection(), types, rows), MAX_BYTES_BEHIND_ROWS + 1);
    }

    private Supplier<Integer> update(String sql, @Nullable Object[] parameters, int bytes) {
        var changed = new AtomicInteger();
        stops.add(new PipelinedStatement(sql, parameters, bytes, false, JdbcSession.countInto(changed)));
        return afterFlush(changed::get);
    }

    @Override
    public void lockChains(ChainKeys chains) {
        list(ChainLocks.LOCK, row -> row.getLong(1), chains);
    }

    @Override
    public void flush() throws SQLException {
        if (!copies.isEmpty()) {
            // Else the driver begins the transaction, without what is to go ahead.
            session.open();
            for (Copy copy : copies) {
                copy.written()
                        .set(CopiedRows.write(
                                session.connection(), CopiedRows.into(copy.sql()), copy.types(), copy.rows()));
            }
            copies.clear();
        }
        if (locks.areNeeded()) {
            stops.add(0, locking());
        }
        locks = new ChainLocks();
        var together = new ArrayList<PipelinedStatement>();
        boolean rows = false;
        int bytesBehindRows = 0;
        for (PipelinedStatement stop : stops) {
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

    private PipelinedStatement locking() throws SQLException {
        Object[] keys = {
            PostgresArrays.numbers(session.connection(), locks.webhooks()),
            PostgresArrays.numbers(session.connection(), locks.numbers())
        };
        // One short row fits into any buffer.
        return new PipelinedStatement(
                ChainLocks.LOCK, keys, 0, false, JdbcSession.rowsInto(new ArrayList<>(), row -> row.getLong(1)));
    }

    private void run(List<PipelinedStatement> together) throws SQLException {
        session.execute(
                together.stream().map(PipelinedStatement::sql).collect(joining(";\n")),
                together.stream().map(PipelinedStatement::result).toList(),
                together.stream()
                        .flatMap(stop -> Arrays.stream(stop.parameters()))
                        .toArray());
    }

    private <T> Supplier<T> afterFlush(Supplier<T> answer) {
        return () -> {
            if (!copies.isEmpty() || !stops.isEmpty()) {
                throw new IllegalStateException("a result must not be read before the pipeline was flushed");
            }
            return answer.get();
        };
    }

    private static int bytes(@Nullable Object[] parameters) {
        int bytes = 0;
        for (Object parameter : parameters) {
            bytes += BYTES_EACH;
            if (parameter instanceof ChainKeys keys) {
                bytes += 2 * BYTES_EACH_NUMBER * keys.size();
            } else if (parameter instanceof Collection<?> keys) {
                for (Object key : keys) {
                    bytes += BYTES_EACH + key.toString().length();
                }
            }
        }
        return bytes;
    }

    /**
     * Rows that are copied.
     *
     * @param sql the INSERT that would write them
     */
    private record Copy(String sql, List<ColumnType> types, List<@Nullable Object[]> rows, AtomicInteger written) {}

    /**
     * One statement.
     *
     * @param bytes about how many it sends, as many as matter here at most
     * @param result who reads what it comes to
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on to the driver, and never compared
    private record PipelinedStatement(
            String sql, @Nullable Object[] parameters, int bytes, boolean givesRows, ResultReader result) {}
}
