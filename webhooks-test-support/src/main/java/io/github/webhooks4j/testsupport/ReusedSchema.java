package io.github.webhooks4j.testsupport;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * One schema for all tests of a class with hundreds of them, for which tables of their own would take most of the time. Before each
 * test its tables hold what they held when they were created.
 */
public final class ReusedSchema {
    private static final String TABLES =
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'wh\\_%'";

    private final HikariDataSource pool;
    private final String reset;

    private ReusedSchema(HikariDataSource pool, String reset) {
        this.pool = pool;
        this.reset = reset;
    }

    /** Creates a schema, whose tables {@code migration} creates. */
    public static ReusedSchema create(Consumer<DataSource> migration) {
        HikariDataSource pool = PostgresServer.pool(PostgresServer.newSchema());
        migration.accept(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            return new ReusedSchema(pool, reset(statement));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Copies the rows that are there, and returns the statements that restore them and delete all others. */
    private static String reset(Statement statement) throws SQLException {
        var tables = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        var deletions = new StringBuilder();
        var insertions = new StringBuilder();
        for (String table : tables) {
            deletions.append("DELETE FROM ").append(table).append(';');
            String initial = "initial_" + table;
            if (statement.executeUpdate("CREATE TABLE " + initial + " AS TABLE " + table) > 0) {
                insertions.append("INSERT INTO %s OVERRIDING SYSTEM VALUE TABLE %s;".formatted(table, initial));
            }
        }
        // One transaction, in which no foreign key asks for an order of the tables.
        return "SET LOCAL session_replication_role = replica;" + deletions + insertions;
    }

    /** Restores the tables, and returns connections to them. */
    public DataSource restored() {
        PostgresServer.execute(pool, reset);
        return pool;
    }
}
