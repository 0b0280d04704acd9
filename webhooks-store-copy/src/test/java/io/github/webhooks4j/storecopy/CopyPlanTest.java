package io.github.webhooks4j.storecopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.jdbc.internal.crypto.SecretCipher;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Both sides are read in the order of the key without a sort, and the file from where the copy has come to. */
@Tag("postgres")
class CopyPlanTest {
    @TempDir
    private Path directory;

    private final PGSimpleDataSource database = PostgresServer.newSchema();
    private final List<TableLayout> layouts = new ArrayList<>();
    private Path file;

    @BeforeEach
    void readLayouts() {
        file = StoreOnFile.in(directory).file;
        var tables = new ArrayList<>(CopiedTable.OF_STORE);
        tables.add(CopiedTable.INBOX);
        try (SourceFile source = SourceFile.open(file, SecretCipher.of(List.of()));
                TargetTables target = TargetTables.connect(database)) {
            target.begin("a", "b", tables, Clock.systemUTC());
            tables.forEach(table -> layouts.add(TableLayout.of(table, source.columns(table), target.types(table))));
        }
    }

    @Test
    void reads_every_table_of_the_file_from_a_key_on() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (TableLayout layout : layouts) {
                assertThat(plan(connection, "EXPLAIN QUERY PLAN " + layout.selectFromSource(true), "detail"))
                        .as(layout.name())
                        .singleElement()
                        .asString()
                        .matches(
                                "SEARCH " + layout.name()
                                        + " USING (INTEGER PRIMARY KEY|PRIMARY KEY|INDEX sqlite_autoindex_\\w+) \\(.*>\\(?.*\\)");
            }
        }
    }

    @Test
    void reads_every_table_of_the_database_by_its_key() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off; SET enable_bitmapscan = off");
            for (TableLayout layout : layouts) {
                assertThat(plan(connection, "EXPLAIN " + layout.selectFromTarget(), "QUERY PLAN"))
                        .as(layout.name())
                        .singleElement()
                        .asString()
                        .startsWith("Index Scan using " + layout.name() + "_pkey on " + layout.name());
            }
        }
    }

    private static List<String> plan(Connection connection, String sql, String column) throws SQLException {
        var lines = new ArrayList<String>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                lines.add(rows.getString(column));
            }
        }
        return lines;
    }
}
