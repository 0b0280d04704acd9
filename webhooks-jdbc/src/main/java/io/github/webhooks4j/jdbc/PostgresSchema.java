package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.StoreException;
import io.github.webhooks4j.store.StoreException.Reason;
import java.sql.SQLException;

/** Sees to it that the tables are there in the version that the library knows. Without state. */
final class PostgresSchema {
    /** Of several nodes that start at the same time one upgrades. The number is arbitrary, and the same for ever. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7365482190467301)";

    private PostgresSchema() {}

    /**
     * Checks the version and, if it may, upgrades in one transaction.
     *
     * @throws StoreException if the schema is newer, or is older and must not be upgraded
     */
    static void prepare(Database database, Schema schema, CreateSchema create) {
        int version = database.read(session -> version(session, schema, database.subject()));
        if (version == schema.newest()) {
            return;
        }
        if (create == CreateSchema.NEVER) {
            throw new StoreException(
                    Reason.UNREADABLE,
                    database.subject() + " must have schema version " + schema.newest() + ", but has "
                            + (version == 0 ? "none" : "version " + version)
                            + "; run the script io/github/webhooks4j/jdbc/postgres/V" + (version + 1)
                            + ".sql of the library's jar, or open the store with CreateSchema.ALWAYS");
        }
        database.write(session -> {
            session.list(ONE_AT_A_TIME, row -> true);
            // Again: whoever had the lock before may have done it.
            schema.upgrade(session, database.subject(), version(session, schema, database.subject()));
            return true;
        });
    }

    private static int version(Session session, Schema schema, String subject) throws SQLException {
        boolean there = session.list("SELECT to_regclass('wh_schema') IS NOT NULL", row -> row.getBoolean(1))
                .get(0);
        return there ? schema.version(session, subject) : 0;
    }
}
