package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.Claimant;
import io.github.webhooks4j.store.Claimed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How one kind of database differs from another. */
interface Dialect {
    /** Returns a statement in the SQL of this database. */
    String sql(SqlStatement statement);

    /** Returns the parameter for a collection of keys. */
    Object keys(Connection connection, Collection<String> keys) throws SQLException;

    /** Writes rows, at least one, and returns how many it wrote. */
    int write(Session session, SqlStatement statement, List<@Nullable Object[]> rows) throws SQLException;

    /** Returns an empty journey. */
    Journey journey(Session session);

    /** Returns the name by which a driver tells what it is connected to. */
    String product();

    /** Begins a transaction on a connection of the application's that has autocommit on. */
    OpenTransaction begin(Connection connection) throws SQLException;

    /** Returns whether a connection of the application's is within a transaction, which it need not show by its autocommit. */
    boolean isInTransaction(Connection connection) throws SQLException;

    /** Returns whether a statement failed because a table is not there. */
    boolean isTableMissing(SQLException e);

    /** Returns where a connection leads, as messages name it. */
    String place(Session session) throws SQLException;

    /** Asks on a journey for the identity of the store to which the connection leads: at most one. */
    Supplier<List<StoreIdentity>> identity(Journey journey) throws SQLException;

    /** Claims what is due in lanes, at the store's time. */
    Claimed claim(Session session, List<LaneAsk> asks, Claimant claimant, Instant now) throws SQLException;
}
