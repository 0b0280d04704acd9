package io.github.webhooks4j.e2e.nodes;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A copy of all tables of a schema at one time, to be put back under the nodes that run on it. */
final class EarlierSchema {
    private static final String TABLES =
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'wh\\_%'";

    private static final String DEADLOCK = "40P01";

    private final PGSimpleDataSource database;
    private final String copy;
    private final List<String> tables = new ArrayList<>();

    private EarlierSchema(PGSimpleDataSource database) {
        this.database = database;
        this.copy = database.getCurrentSchema() + "_earlier";
    }

    /** Copies what is there now. */
    static EarlierSchema of(PGSimpleDataSource database) throws SQLException {
        var earlier = new EarlierSchema(database);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (var rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    earlier.tables.add(rows.getString(1));
                }
            }
            statement.execute("CREATE SCHEMA " + earlier.copy);
            for (String table : earlier.tables) {
                statement.execute("CREATE TABLE " + earlier.copy + "." + table + " AS TABLE " + table);
            }
            connection.commit();
        }
        return earlier;
    }

    /** Restores all tables, and ends all sessions, as a failover to another server does. */
    void putBack() throws SQLException {
        while (!isPutBack()) {
            // A node locked two of the tables in another order: its transaction goes on, and this one begins again.
        }
    }

    /** Returns false if it was in a deadlock with a node. */
    private boolean isPutBack() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL session_replication_role = replica");
            statement.execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
            statement.execute("TRUNCATE " + String.join(", ", tables));
            for (String table : tables) {
                statement.execute(
                        "INSERT INTO " + table + " OVERRIDING SYSTEM VALUE SELECT * FROM " + copy + "." + table);
            }
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND application_name = current_setting('application_name')");
            connection.commit();
            return true;
        } catch (SQLException e) {
            if (DEADLOCK.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
