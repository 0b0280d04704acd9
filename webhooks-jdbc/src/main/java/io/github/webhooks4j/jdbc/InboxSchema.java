package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;

/** The table of an {@link Inbox}, which is independent of a store's. Without state. */
final class InboxSchema {
    /** Of several nodes that start at the same time one creates. The number is arbitrary, and the same for ever. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7365482190467302)";

    private InboxSchema() {}

    /**
     * Returns the dialect of the database that somebody brought.
     *
     * @throws StoreException if there is none for it
     */
    static Dialect dialect(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> PostgresDialect.INSTANCE;
            case "SQLite" -> SqliteDialect.INSTANCE;
            default ->
                throw new StoreException(
                        Reason.FOREIGN,
                        "an inbox must be in a PostgreSQL or SQLite database, was " + product
                                + "; give it a connection to such a one");
        };
    }

    /** Creates the table unless it is there; within a transaction. */
    static void create(Session session) throws SQLException {
        if (session.dialect() == SqliteDialect.INSTANCE) {
            session.execute(Schema.script("sqlite/inbox-V1.sql"));
        } else if (!isThere(session)) {
            session.list(ONE_AT_A_TIME, row -> true);
            session.execute(Schema.script("postgres/inbox-V1.sql"));
        }
    }

    /** Where it is, the role need not have the right to create anything. */
    private static boolean isThere(Session session) throws SQLException {
        return session.list("SELECT to_regclass('wh_inbox') IS NOT NULL", row -> row.getBoolean(1))
                .get(0);
    }
}
