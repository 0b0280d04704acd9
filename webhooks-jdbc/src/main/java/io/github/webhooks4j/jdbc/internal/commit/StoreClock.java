package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.row.RowMappers;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;
import io.github.webhooks4j.jdbc.internal.sql.StatementPipeline;
import io.github.webhooks4j.spi.store.ClockOffset;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

/** Reads the time of a store, to the millisecond. */
public interface StoreClock {
    /** The callers' time, for a store that only one node uses. */
    StoreClock CALLERS = new StoreClock() {
        @Override
        public Supplier<Instant> read(StatementPipeline pipeline, Instant callersNow) {
            return () -> callersNow.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public boolean isCallers() {
            return true;
        }
    };

    /** The database server's time: the same for all nodes, however their clocks differ. */
    StoreClock SERVERS = (pipeline, callersNow) -> {
        Supplier<List<Instant>> now = pipeline.list(SqlStatement.CURRENT_TIME, row -> RowMappers.time(row, 1));
        return () -> now.get().get(0);
    };

    /** Asks for the store's time on a pipeline, within a transaction of its database. */
    Supplier<Instant> read(StatementPipeline pipeline, Instant callersNow) throws SQLException;

    /** Returns whether this is the clock of a node: one that no server keeps right, and that may show any time. */
    default boolean isCallers() {
        return false;
    }

    /** Returns the store's time, within a transaction of its database. */
    default Instant read(JdbcSession session, Instant callersNow) throws SQLException {
        StatementPipeline pipeline = session.pipeline();
        Supplier<Instant> now = read(pipeline, callersNow);
        pipeline.flush();
        return now.get();
    }

    /** Returns by how much the store's clock is ahead of the node's. */
    static ClockOffset offset(Instant callersNow, Instant now) {
        return ClockOffset.between(callersNow.truncatedTo(ChronoUnit.MILLIS), now);
    }
}
