package io.github.webhooks4j.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says what time it is in a store, to the millisecond. */
interface StoreClock {
    /** The callers' time, for a store that only one node uses. */
    StoreClock CALLERS = (session, callersNow) -> callersNow.truncatedTo(ChronoUnit.MILLIS);

    /** The database server's time: the same for all nodes, however their clocks differ. */
    StoreClock SERVERS = (session, callersNow) -> session.list(
                    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", row -> Rows.time(row, 1))
            .get(0);

    /** Returns the store's time, within a transaction of its database. */
    Instant read(Session session, Instant callersNow) throws SQLException;
}
