package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.jdbc.internal.sql.JdbcSession;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to it that the tables are there in the version that the library knows. Without state. */
public final class PostgresSchema {
    /** Of several nodes that start at the same time one upgrades. The number is arbitrary, and never changes. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7365482190467301)";

    /** Where the table is: in the schema in which tables are made, and in whichever schema it is found. */
    private static final String WHERE = """
            SELECT to_regclass(quote_ident(current_schema()) || '.wh_schema') IS NOT NULL,
                   (SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                     WHERE c.oid = to_regclass('wh_schema'))""";

    private static final String UNFINISHED_COPY = "SELECT source FROM wh_store_copy WHERE finished_at IS NULL";

    private PostgresSchema() {}

    /**
     * Where a schema is.
     *
     * @param here whether it is in the present schema
     * @param first the schema in which it is found; null: in none
     */
    private record Place(boolean here, @Nullable String first) {}

    /**
     * Checks the version and, if it may, upgrades in one transaction.
     *
     * @param migrate whether it may upgrade
     * @throws StoreException if the schema is newer, is older and must not be upgraded, was made by another script, or
     *     is not in the present schema but further back on the search path
     */
    public static void prepare(PostgresDatabase database, Schema schema, boolean migrate) {
        int version = database.read(session -> version(session, schema, database.subject()));
        if (version == schema.newest()) {
            return;
        }
        if (!migrate) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    database.subject() + " must have schema version " + schema.newest() + ", but has "
                            + (version == 0 ? "none" : "version " + version)
                            + "; run the script " + PostgresScripts.VERSION_1
                            + " of the library's jar, or open the store with SchemaMode.MIGRATE");
        }
        database.upgrade(session -> {
            session.list(ONE_AT_A_TIME, row -> true);
            // Again: the node that had the lock before may have done it.
            schema.upgrade(session, database.subject(), version(session, schema, database.subject()));
            return true;
        });
    }

    /**
     * Refuses tables that are a copy of another store, and not all of it yet: an engine would repeat what is missing, or never do it.
     *
     * @throws StoreException if they are
     */
    public static void refuseUnfinishedCopy(PostgresDatabase database) {
        List<String> sources = database.read(session -> session.list(UNFINISHED_COPY, row -> row.getString(1)));
        if (!sources.isEmpty()) {
            throw new StoreException(
                    Reason.UNFINISHED_COPY,
                    database.subject() + " holds an unfinished copy of " + sources.get(0)
                            + "; run the copy again, which goes on, or drop the tables and open the store anew");
        }
    }

    private static int version(JdbcSession session, Schema schema, String subject) throws SQLException {
        Place place = session.list(WHERE, row -> new Place(row.getBoolean(1), row.getString(2)))
                .get(0);
        if (!place.here() && place.first() != null) {
            throw new StoreException(
                    Reason.NOT_A_WEBHOOK_STORE,
                    subject + " has no store of its own, and must not share that of the schema " + place.first()
                            + ", which is further back on its search path; name one schema only, for example with "
                            + "currentSchema=" + place.first() + " on the data source to use that store");
        }
        return place.here() ? schema.version(session, subject) : 0;
    }
}
