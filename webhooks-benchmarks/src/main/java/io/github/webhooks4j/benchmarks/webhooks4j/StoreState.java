package io.github.webhooks4j.benchmarks.webhooks4j;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What a database has and occupies, read by a connection of its own: values by name, in the order of reports. */
final class StoreState {
    /** The tables that grow with what is published; their names in reports are without the prefix. */
    private static final List<String> TABLES =
            List.of("wh_event", "wh_chain", "wh_attempt", "wh_claim_batch", "wh_pending_delivery");

    private static final String ROWS = "SELECT "
            + TABLES.stream()
                    .map(table -> "(SELECT count(*) FROM " + table + ") AS " + table.replace("wh_", Product.ROWS + "_"))
                    .collect(Collectors.joining(", "));
    private static final String POSTGRES = "SELECT pg_database_size(current_database()) AS " + Product.DB_BYTES
            + ", sum(pg_table_size(relid)) AS table_bytes, sum(pg_indexes_size(relid)) AS index_bytes"
            + ", sum(n_dead_tup) AS " + Product.DEAD_ROWS + " FROM pg_stat_user_tables";
    private static final String SQLITE =
            "SELECT page_size * freelist_count AS free_bytes FROM pragma_page_size, pragma_freelist_count";

    private StoreState() {}

    static Map<String, Double> ofPostgres(DataSource source) {
        try (Connection connection = source.getConnection()) {
            Map<String, Double> values = rows(connection);
            read(connection, POSTGRES, values);
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException("the PostgreSQL server must return the sizes of tables, did not", e);
        }
    }

    /** The sizes of files are not read by opening them, which would drop the locks of this process. */
    static Map<String, Double> ofSqlite(Path file) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
            Map<String, Double> values = rows(connection);
            double wal = new File(file + "-wal").length();
            values.put(Product.DB_BYTES, file.toFile().length() + wal);
            values.put("wal_bytes", wal);
            read(connection, SQLITE, values);
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(file + " must be a SQLite file that can be read, is not", e);
        }
    }

    /** Returns the rows of all tables together, and of each. */
    private static Map<String, Double> rows(Connection connection) throws SQLException {
        var each = new LinkedHashMap<String, Double>();
        read(connection, ROWS, each);
        var values = new LinkedHashMap<String, Double>();
        values.put(
                Product.ROWS,
                each.values().stream().mapToDouble(Double::doubleValue).sum());
        values.putAll(each);
        return values;
    }

    private static void read(Connection connection, String query, Map<String, Double> values) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                values.put(row.getMetaData().getColumnLabel(column), row.getDouble(column));
            }
        }
    }
}
