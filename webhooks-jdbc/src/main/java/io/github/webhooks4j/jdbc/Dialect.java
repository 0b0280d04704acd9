package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one kind of database differs from another. All that is the same is written once, in the words of PostgreSQL. */
interface Dialect {
    /** Returns a statement, written for PostgreSQL, in the words of this database. Called once for each new statement. */
    String sql(String statement);

    /** Returns the parameter that stands for many keys in {@code = ANY (?)}. */
    Object keys(Connection connection, Collection<String> keys) throws SQLException;

    /** Writes rows, at least one, and returns how many it wrote. */
    int write(Session session, Bulk bulk, List<@Nullable Object[]> rows) throws SQLException;

    /** Returns an empty journey. */
    Journey journey(Session session);

    /** Returns the statement that reads webhook_id, destination and free_at of the earliest due of every lane. */
    String lanes();

    /** Claims what is due in lanes, at the store's time. */
    Claimed claim(Session session, List<LaneAsk> asks, Claimant claimant, Instant now) throws SQLException;
}
