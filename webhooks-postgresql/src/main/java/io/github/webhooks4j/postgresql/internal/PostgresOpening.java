package io.github.webhooks4j.postgresql.internal;

import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.spi.store.StoreException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** Looks, when a store is opened, whether the database and the data source will do. Without state. */
final class PostgresOpening {
    private static final int OLDEST_SERVER = 14;

    private static final String SETTINGS = """
            SELECT current_database(), current_schema(), current_setting('search_path'),
                   current_setting('server_encoding'), current_setting('synchronous_commit')""";

    private PostgresOpening() {}

    /**
     * What was found.
     *
     * @param subject what the database is called in messages
     * @param autoCommit the mode in which the data source hands out connections
     * @param shared whether connections share sessions of the server
     */
    record Found(String subject, boolean autoCommit, boolean shared) {
        PostgresConnections connections(DataSource source) {
            return new PostgresConnections(source, subject, autoCommit);
        }
    }

    /** Settings of a session that matter here. */
    private record Settings(
            String database, @Nullable String schema, String searchPath, String encoding, String commits) {
        String subject() {
            return "the database " + database + " (schema " + schema + ")";
        }
    }

    /**
     * Looks at the database through a data source.
     *
     * @param connections how many connections the store needs at the same time at least: 1 or 2
     * @throws StoreException if it cannot be reached or used
     */
    static Found look(DataSource source, int connections) {
        try (Connection connection = PostgresConnections.from(source)) {
            refuseOthers(connection);
            boolean autoCommit = connection.getAutoCommit();
            PostgresConnections.refuseTransaction(connection, "a PostgreSQL database", false);
            Settings settings = settings(connection);
            refuse(settings);
            if (!autoCommit) {
                connection.rollback();
            }
            boolean shared = isShared(source, connection, connections, settings.subject());
            return new Found(settings.subject(), autoCommit, shared);
        } catch (SQLException e) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    "the database cannot be reached; check the data source and whether the server runs: "
                            + SqlErrors.redactedMessage(e),
                    SqlErrors.redacted(e));
        }
    }

    private static void refuseOthers(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (!product.equals("PostgreSQL") || version < OLDEST_SERVER) {
            throw new StoreException(
                    Reason.NOT_A_WEBHOOK_STORE,
                    "the database must be PostgreSQL " + OLDEST_SERVER + " or newer, was " + product + " " + version
                            + "; open a store on another database");
        }
        if (!connection.isWrapperFor(BaseConnection.class)) {
            throw new StoreException(
                    Reason.NOT_A_WEBHOOK_STORE,
                    "the connections of the data source must be those of the PostgreSQL driver, or unwrap to them, were "
                            + connection.getClass().getName() + "; give the store another data source");
        }
    }

    private static Settings settings(Connection connection) throws SQLException {
        var session = new PostgresSession(connection);
        try {
            return session.list(
                            SETTINGS,
                            row -> new Settings(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5)))
                    .get(0);
        } finally {
            session.closeStatements();
        }
    }

    private static void refuse(Settings settings) {
        if (settings.schema() == null) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    "the database " + settings.database()
                            + " must have a schema for the store, but no schema of the search " + "path "
                            + settings.searchPath() + " exists; create it, or set currentSchema on the data source");
        }
        if (!settings.encoding().equals("UTF8")) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    settings.subject() + " must be encoded as UTF8 to hold any text, but server_encoding is "
                            + settings.encoding()
                            + "; open the store on a database made by CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0");
        }
        if (settings.commits().equals("off")) {
            throw new StoreException(
                    Reason.INACCESSIBLE,
                    settings.subject()
                            + " must not acknowledge a commit before it is durable, but synchronous_commit is off; "
                            + "set it to on, for example with ALTER ROLE … SET synchronous_commit = on");
        }
    }

    /** Returns whether connections share sessions; takes a second one where it is needed for that, or by the store. */
    private static boolean isShared(DataSource source, Connection first, int connections, String subject)
            throws SQLException {
        boolean direct = SharedSessions.isDirect(first);
        if (direct && connections == 1) {
            return false;
        }
        try (Connection second = second(source, first, subject)) {
            return !direct && SharedSessions.between(first, second);
        }
    }

    private static Connection second(DataSource source, Connection first, String subject) throws SQLException {
        Connection second;
        try {
            second = PostgresConnections.from(source);
        } catch (SQLException e) {
            throw tooSmall(subject, SqlErrors.redactedMessage(e));
        }
        if (second.unwrap(BaseConnection.class).equals(first.unwrap(BaseConnection.class))) {
            second.close();
            throw tooSmall(subject, "it hands out the same connection again");
        }
        return second;
    }

    private static StoreException tooSmall(String subject, String reason) {
        return new StoreException(
                Reason.INACCESSIBLE,
                "the data source of the store on " + subject
                        + " must give 2 connections at the same time, of which one "
                        + "listens for other nodes, but gave 1; give its pool room for 5 beside the application's own: "
                        + reason);
    }
}
