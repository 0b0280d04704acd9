package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.jdbc.internal.sql.Scripts;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The statements of an {@link Inbox} in the SQL of each database. */
enum InboxStatements {
    POSTGRESQL(
            "PostgreSQL",
            "inbox/postgresql/V1__webhooks_inbox.sql",
            // Rows that another transaction is renewing are locked, and so skipped.
            """
            WITH expired AS MATERIALIZED (
                SELECT sender, webhook_id FROM wh_inbox WHERE accepted_at < ? ORDER BY accepted_at LIMIT ?
                   FOR UPDATE SKIP LOCKED)
            DELETE FROM wh_inbox WHERE (sender, webhook_id) IN (SELECT sender, webhook_id FROM expired)""") {
        // One text, and so one transaction, also with autocommit on.
        @Override
        void create(Statement statement) throws SQLException {
            if (!isThere(statement)) {
                statement.execute(ONE_AT_A_TIME + ";\n" + script());
            }
        }

        // Where it is there, the role need not have the permission to create anything.
        private static boolean isThere(Statement statement) throws SQLException {
            try (ResultSet there = statement.executeQuery("SELECT to_regclass('wh_inbox') IS NOT NULL")) {
                return there.next() && there.getBoolean(1);
            }
        }
    },

    SQLITE("SQLite", "inbox/sqlite/V1__webhooks_inbox.sql", """
            DELETE FROM wh_inbox
             WHERE (sender, webhook_id) IN (
                   SELECT sender, webhook_id FROM wh_inbox WHERE accepted_at < ? ORDER BY accepted_at LIMIT ?)""") {
        @Override
        void create(Statement statement) throws SQLException {
            // Runs every statement of a text, which execute() does not.
            statement.executeUpdate(script());
        }
    };

    /** Of several nodes that start at the same time one creates. The number is arbitrary, and never changes. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7365482190467302)";

    private final String product;
    private final String script;
    private final String prune;

    InboxStatements(String product, String script, String prune) {
        this.product = product;
        this.script = script;
        this.prune = prune;
    }

    /**
     * Returns the statements for the database of a connection.
     *
     * @throws StoreException if there are none for it
     */
    static InboxStatements of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        for (InboxStatements statements : values()) {
            if (statements.product.equals(product)) {
                return statements;
            }
        }
        throw new StoreException(
                Reason.NOT_A_WEBHOOK_STORE,
                "an inbox must be in a PostgreSQL or SQLite database, was " + product
                        + "; give it a connection to such a one");
    }

    /** Creates the table unless it is there. */
    abstract void create(Statement statement) throws SQLException;

    /**
     * Returns the statement that accepts an id. Parameters: sender, id, now, and the time before which an id counts as
     * forgotten. It is one statement, so that of two concurrent transactions the second waits, and then sees what the
     * first has done.
     */
    String accept() {
        return """
                INSERT INTO wh_inbox (sender, webhook_id, accepted_at) VALUES (?, ?, ?)
                    ON CONFLICT (sender, webhook_id) DO UPDATE SET accepted_at = excluded.accepted_at
                    WHERE wh_inbox.accepted_at < ?""";
    }

    /** Returns the statement that deletes the oldest ids from before a time. Parameters: the time, how many at most. */
    String prune() {
        return prune;
    }

    String script() {
        return Scripts.read(InboxStatements.class.getResourceAsStream(script), script);
    }
}
